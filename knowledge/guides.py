"""Guides: one question of life each, `guide.yaml` and one Markdown file a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml

from knowledge.model.guide import GuideText

PLACEHOLDER: Final = re.compile(r"\{(?P<kind>[a-z]+):(?P<name>[^{}:]+)(?P<bare>:n)?\}")
"""`{fact:reg-01.deadline_hours}`, `{fact:reg-01.deadline_hours:n}`, `{phone:…}`, `{article:39}`."""

_FRONT_MATTER: Final = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_STEP: Final = re.compile(r"^ *\d+[.)] ", re.MULTILINE)
_POINT: Final = re.compile(r"^ *[-*] ", re.MULTILINE)
_CODE_NAME: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,3}\d{1,2}(?![A-Za-z0-9])")
"""A name that is letters and a digit, such as the visa X1 or the licence C1."""


class GuideError(ValueError):
    """A guide's file does not have the form of one."""


@dataclass(frozen=True)
class Placeholder:
    """A placeholder of an answer: its kind ("fact"), its name, and whether the unit is left out."""

    kind: str
    name: str
    bare: bool


def parse_guide_text(language: str, content: str) -> GuideText:
    """Read one `<lang>.md`.

    Raises:
        GuideError: no front matter, or a key of it is missing or of the wrong type.
    """
    match = _FRONT_MATTER.match(content)
    if match is None:
        raise GuideError("the file does not begin with front matter between two lines of ---")
    try:
        header = yaml.load(match.group(1), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise GuideError(f"front matter is not YAML: {_one_line(error)}") from error
    if not isinstance(header, dict):
        raise GuideError("front matter is not a mapping")
    unknown = header.keys() - {"title", "ask"}
    if unknown:
        raise GuideError(f"unknown front matter: {', '.join(sorted(map(str, unknown)))}")
    title, ask = header.get("title"), header.get("ask")
    if not isinstance(title, str):
        raise GuideError("title is missing, or not a text (quote it)")
    if not isinstance(ask, list) or not all(isinstance(one, str) for one in ask):
        raise GuideError(
            "ask is not a list of texts (quote phrasings that look like something else)"
        )
    body = content[match.end() :].strip()
    return GuideText(language=language, title=title, ask=tuple(ask), body=body)


def placeholders(body: str) -> list[Placeholder]:
    """The placeholders of a body, in order."""
    return [
        Placeholder(match["kind"], match["name"], match["bare"] is not None)
        for match in PLACEHOLDER.finditer(body)
    ]


def count_steps(body: str) -> int:
    """How many numbered steps the body has."""
    return len(_STEP.findall(body))


def count_points(body: str) -> int:
    """How many bullet points the body has."""
    return len(_POINT.findall(body))


def stray_digits(body: str) -> list[str]:
    """Digits typed by hand: outside placeholders, step numbers and names such as X1.

    >>> stray_digits("1. Pay {fact:rp-08.fee} for an X1 visa within 30 days")
    ['30']
    """
    bare = _CODE_NAME.sub("", _STEP.sub("", PLACEHOLDER.sub("", body)))
    return re.findall(r"\d+", bare)


def plain_words(body: str) -> str:
    """The body without placeholders and marks, for measuring its length and language."""
    return re.sub(r"[*_`]", "", _POINT.sub("", _STEP.sub("", PLACEHOLDER.sub("0", body))))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
