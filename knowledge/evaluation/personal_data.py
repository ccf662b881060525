"""How much personal data is found: made-up numbers put into sentences of eighteen languages.

A value counts as found where every character of it is covered. Precision is the share of findings
that touch a value; it is measured on sentences with values and on sentences full of other numbers.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from knowledge.evaluation.sets import read_questions
from nlu.personal_data.cards import has_identity_check, has_luhn_check
from nlu.personal_data.find import find_personal_data

LEAST_RECALL: Final = 0.98
_SENTENCES: Final = Path(__file__).resolve().parent / "personal_data.yaml"
_NUMBERS: Final = Path(__file__).resolve().parent / "personal_numbers.yaml"
_QUESTIONS: Final = ("questions", "regulation", "out_of_scope")
_SEED: Final = 20260301
_ROUNDS: Final = 6
"""Values put into each sentence."""
_DIGITS: Final = {
    "ar": "٠١٢٣٤٥٦٧٨٩",
    "fa": "۰۱۲۳۴۵۶۷۸۹",
    "ur": "۰۱۲۳۴۵۶۷۸۹",
    "hi": "०१२३४५६७८९",
    "th": "๐๑๒๓๔๕๖๗๘๙",
    "zh": "０１２３４５６７８９",
    "ja": "０１２３４５６７８９",
}


@dataclass(frozen=True)
class Planted:
    """A sentence, and where in it personal data of a group stands; None where none does."""

    text: str
    language: str
    group: str
    span: tuple[int, int] | None


def planted_sentences(rounds: int = _ROUNDS, seed: int = _SEED) -> Iterator[Planted]:
    """Every sentence, each with several values; the same ones for the same seed."""
    chooser = random.Random(seed)
    for language, groups in _sentences().items():
        for group, templates in groups.items():
            for template in templates:
                for turn in range(rounds):
                    yield _plant(chooser, language, group, template, turn)


def evaluate_redaction() -> dict[str, Any]:
    """Recall by kind and over all, precision, and what was missed or wrongly found."""
    planted, found = Counter[str](), Counter[str]()
    right, wrong = 0, 0
    missed: dict[str, list[str]] = defaultdict(list)
    mistaken: list[str] = []
    for one in planted_sentences():
        spans = [(finding.start, finding.end) for finding in find_personal_data(one.text)]
        touching = [span for span in spans if one.span and _touch(span, one.span)]
        right += len(touching)
        wrong += len(spans) - len(touching)
        if len(touching) < len(spans):
            mistaken.append(one.text)
        if one.span is None:
            continue
        planted[one.group] += 1
        if _is_covered(one.span, spans, one.text):
            found[one.group] += 1
        else:
            missed[one.group].append(one.text)
    return {
        "recall": round(sum(found.values()) / sum(planted.values()), 4),
        "precision": round(right / max(1, right + wrong), 4),
        "planted": sum(planted.values()),
        "by_kind": {group: round(found[group] / planted[group], 4) for group in planted},
        "in_questions": _in_questions(),
        "missed": dict(missed),
        "mistaken": mistaken,
    }


def _in_questions() -> dict[str, int]:
    """Findings in what people really ask, where there is no personal data."""
    texts = [question.text for name in _QUESTIONS for question in read_questions(name)]
    return {"texts": len(texts), "findings": sum(map(len, map(find_personal_data, texts)))}


def _touch(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_covered(span: tuple[int, int], spans: list[tuple[int, int]], text: str) -> bool:
    covered = {at for start, end in spans for at in range(start, end)}
    return all(at in covered for at in range(*span) if text[at].isalnum())


@lru_cache(maxsize=1)
def _sentences() -> dict[str, dict[str, list[str]]]:
    with _SENTENCES.open(encoding="utf-8") as stream:
        sentences: dict[str, dict[str, list[str]]] = yaml.safe_load(stream)
    return sentences


@lru_cache(maxsize=1)
def _shapes() -> dict[str, list[str]]:
    with _NUMBERS.open(encoding="utf-8") as stream:
        shapes: dict[str, list[str]] = yaml.safe_load(stream)
    return shapes


def _plant(chooser: random.Random, language: str, group: str, template: str, turn: int) -> Planted:
    if group == "none":
        values = {name: make(chooser) for name, make in _OTHERS.items()}
        return Planted(_script(template.format(**values), language, turn), language, group, None)
    value = _VALUES[group](chooser)
    if group != "email" and group != "wechat":
        value = _script(value, language, turn)
    start = template.index("{value}")
    text = template.replace("{value}", value)
    return Planted(text, language, group, (start, start + len(value)))


def _script(text: str, language: str, turn: int) -> str:
    """Every third value in the digits of the language's own script."""
    own = _DIGITS.get(language)
    return text.translate(str.maketrans("0123456789", own)) if own and turn % 3 == 2 else text


def _digits(chooser: random.Random, count: int) -> str:
    return "".join(chooser.choices("0123456789", k=count))


def _letters(chooser: random.Random, count: int) -> str:
    return "".join(chooser.choices("ABCDEFGHJKLMNPRSTUVWXYZ", k=count))


def _shaped(name: str) -> Callable[[random.Random], str]:
    def make(chooser: random.Random) -> str:
        return "".join(
            _digits(chooser, 1) if sign == "#" else _letters(chooser, 1) if sign == "@" else sign
            for sign in chooser.choice(_shapes()[name])
        )

    return make


def _identity(chooser: random.Random) -> str:
    born = f"{chooser.randint(1940, 2010)}{chooser.randint(1, 12):02}{chooser.randint(1, 28):02}"
    if chooser.random() < 0.2:  # the permanent residence card before 2023
        return f"{_letters(chooser, 3)}{chooser.randint(1100, 6500)}{born[2:]}{_digits(chooser, 2)}"
    region = chooser.choice(["330106", "110105", "310115", "911840", "933410", "440305"])
    body = f"{region}{born}{_digits(chooser, 3)}"
    number = next(body + check for check in "0123456789X" if has_identity_check(body + check))
    parts = (number[:6], number[6:14], number[14:])
    return chooser.choice([number, number.lower(), " ".join(parts), "-".join(parts)])


def _email(chooser: random.Random) -> str:
    shapes = _shapes()
    return f"{chooser.choice(shapes['email-name'])}@{chooser.choice(shapes['email-host'])}"


def _card(chooser: random.Random) -> str:
    length = chooser.choice([16, 16, 19, 15, 17, 18])
    prefix = "37" if length == 15 else chooser.choice(["6222", "4111", "5500", "6217", "3568"])
    body = prefix + _digits(chooser, length - 1 - len(prefix))
    number = next(body + check for check in "0123456789" if has_luhn_check(body + check))
    grouped = " ".join(number[at : at + 4] for at in range(0, length, 4))
    if length == 15:
        grouped = f"{number[:4]} {number[4:10]} {number[10:]}"
    return chooser.choice([number, grouped, grouped.replace(" ", "-")])


def _wechat(chooser: random.Random) -> str:
    return chooser.choice(_shapes()["wechat"])


def _article(chooser: random.Random) -> str:
    return str(chooser.randint(1, 99))


def _date(chooser: random.Random) -> str:
    year, month, day = chooser.randint(2020, 2030), chooser.randint(1, 12), chooser.randint(1, 28)
    return chooser.choice(_shapes()["date"]).format(y=year, m=month, d=day)


_VALUES: Final[dict[str, Callable[[random.Random], str]]] = {
    "passport": _shaped("passport"),
    "permit": _shaped("permit"),
    "identity": _identity,
    "phone": _shaped("phone"),
    "email": _email,
    "card": _card,
    "wechat": _wechat,
}
_OTHERS: Final[dict[str, Callable[[random.Random], str]]] = {
    "article": _article,
    "date": _date,
    **{name: _shaped(name) for name in ("hotline", "year", "price", "train", "time")},
}
