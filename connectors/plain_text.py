"""Answers for channels that show nothing but text: plain text with numbered choices.

Line breaks are shown and nothing of Markdown; a number is the shortest thing a person can send
back, whatever keyboard they have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from connectors.protocol import Button, OutboundMessage, asks_for_a_value
from nlu.catalogues import sentences
from nlu.choices import chosen as among

_BOLD: Final = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_POINT: Final = re.compile(r"^(\s*)[-*+]\s+", re.MULTILINE)
_HEADING: Final = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_LINK: Final = re.compile(r"\[([^\]\n]+)\]\((https?://[^)\s]+)\)")
_BLANK_LINES: Final = re.compile(r"\n{3,}")
_MOST_PLACES: Final = 3
_MOST_SOURCES: Final = 3


@dataclass(frozen=True)
class Rendered:
    """An answer as one text, with the choices that its numbers mean."""

    text: str
    language: str
    choices: tuple[Button, ...] = ()


def plain_text(markdown: str) -> str:
    """Markdown-lite as plain text.

    >>> plain_text("**Now**:\\n\\n- go to [the office](https://a.cn/b)")
    'Now:\\n\\n• go to the office https://a.cn/b'
    """
    text = _BOLD.sub(r"\1", _HEADING.sub("", markdown))
    text = _LINK.sub(r"\1 \2", _POINT.sub(r"\1• ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def render(messages: Sequence[OutboundMessage]) -> Rendered | None:
    """All messages of an answer as one; None where there is nothing to show."""
    language = next((str(m.custom["language"]) for m in messages if "language" in m.custom), "en")
    lists, choices = listed(messages)
    parts: list[str] = []
    for message, shown in zip(messages, lists, strict=True):
        parts.extend((plain_text(message.text), *details(message.custom, language), shown))
    if choices:
        parts.append(sentences().say("wechat.choose", language))
    text = "\n\n".join(part for part in parts if part)
    return Rendered(text, language, choices) if text else None


def chosen(text: str, choices: Sequence[Button]) -> Button | None:
    """The choice that a person means: by its number in any script, an ordinal, or its title.

    >>> chosen("２.", [Button("Yes", "/yes"), Button("No", "/no")]).title
    'No'
    >>> chosen("yes", [Button("Yes", "/yes")]).payload
    '/yes'
    """
    at = among(text, [choice.title for choice in choices])
    return None if at is None else choices[at]


def listed(messages: Sequence[OutboundMessage]) -> tuple[list[str], tuple[Button, ...]]:
    """The choices of each message as a list, and those that have a number, in order.

    Where a value is asked for, a number would be taken for it: then no choice has one.
    """
    if any(asks_for_a_value(message.custom) for message in messages):
        points = ["\n".join(f"• {one.title}" for one in m.buttons) for m in messages]
        return points, ()
    lists: list[str] = []
    choices: list[Button] = []
    for message in messages:
        numbered = enumerate(message.buttons, len(choices) + 1)
        lists.append("\n".join(f"{number}. {one.title}" for number, one in numbered))
        choices.extend(message.buttons)
    return lists, tuple(choices)


def details(custom: Mapping[str, object], language: str) -> Iterator[str]:
    """What stands beside an answer's text, in paragraphs: places, numbers to call, sources."""
    if not str(custom.get("entry", "")).startswith("place:"):
        for place in objects(custom.get("places"))[:_MOST_PLACES]:
            lines = list(_place_lines(place, language))
            if len(lines) > 1:  # a name alone helps nobody
                yield "\n".join(lines)
    for number in objects(custom.get("numbers")):
        name = number.get("label") or number.get("name") or ""
        yield f"{name} {number.get('number', '')}".strip()
    yield _sources(objects(custom.get("citations")), language)


def objects(value: object) -> list[Mapping[str, Any]]:
    """The objects of a list in `custom`; none where it is not a list."""
    if not isinstance(value, list | tuple):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def _place_lines(place: Mapping[str, Any], language: str) -> Iterator[str]:
    say = sentences().say
    name, chinese = place.get("name"), place.get("name_zh")
    yield f"{name} ({chinese})" if chinese and chinese != name else str(name)
    numbers = [str(phone.get("number")) for phone in objects(place.get("phones"))]
    if numbers:
        yield f"{say('place.phone', language)}: {', '.join(numbers)}"
    address = place.get("address_zh") or place.get("address")
    if address:
        yield f"{say('place.address', language)}: {address}"
    if place.get("hours"):
        yield f"{say('place.hours', language)}: {place['hours']}"


def _sources(citations: Sequence[Mapping[str, Any]], language: str) -> str:
    lines = []
    for cited in citations[:_MOST_SOURCES]:
        parts = (cited.get("title"), cited.get("url"), cited.get("date") or cited.get("as_of"))
        lines.append("• " + " ".join(str(part) for part in parts if part))
    return "\n".join([sentences().say("wechat.sources", language), *lines]) if lines else ""
