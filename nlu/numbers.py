"""Numbers as people write them: in any script's digits, grouped, scaled, or in words."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex
import yaml

from nlu.normalise import clean, simplify_chinese
from nlu.patterns import Pattern, compiled

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "numbers.yaml"
_LONGEST: Final = 500
_NEWER: Final = "".join(
    digit
    for digit in regex.findall(r"\p{Nd}", "".join(map(chr, range(0x20000))))
    if not digit.isdecimal()
)
"""Digits that `regex` knows and this Python does not: nothing says what they are worth."""
_DIGIT: Final = rf"[\p{{Nd}}--[{_NEWER}]]" if _NEWER else r"\p{Nd}"
_GROUP: Final = rf"[.,'’٬٫\u202f\u00a0 ]{_DIGIT}{{1,3}}(?!{_DIGIT})"
_DIGITS: Final = rf"{_DIGIT}{{1,15}}(?:{_GROUP})*(?:[.,٫]{_DIGIT}{{1,6}})?"
_HAN: Final = "零〇一二两三四五六七八九十百千万亿"
_HAN_DIGITS: Final[Mapping[str, int]] = {
    **{sign: at for at, sign in enumerate("零一二三四五六七八九")},
    "〇": 0,
    "两": 2,
}
_HAN_SCALES: Final[Mapping[str, int]] = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS: Final[Mapping[str, int]] = {"万": 10_000, "亿": 100_000_000}
_EDGES: Final = compiled(r"^[\s\p{P}]+|[\s\p{P}]+$")
_SIGNS: Final = compiled(r"[.,]")
_NO_LETTER: Final = r"(?![\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}]])"


@dataclass(frozen=True)
class FoundNumber:
    """A number in a text, and where: `text[start:end]` of the text as `readable` gives it."""

    value: float
    start: int
    end: int


def readable(text: str) -> str:
    """The form of a text in which numbers are looked for.

    >>> readable("３０萬 Yuan")
    '30万 yuan'
    """
    return simplify_chinese(clean(unicodedata.normalize("NFKC", text[:_LONGEST]).lower()))


def numbers_in(text: str) -> list[FoundNumber]:
    """Every number in the text, in order.

    >>> [found.value for found in numbers_in("300,000 yuan, or 30万; 三十五岁; ٣٫٥; 1.5k")]
    [300000.0, 300000.0, 35.0, 3.5, 1500.0]
    """
    return numbers_at(readable(text))


def numbers_at(said: str) -> list[FoundNumber]:
    """The same in a text that is readable already, or level (`nlu.normalise`)."""
    found: list[FoundNumber] = []
    last: regex.Match[str] | None = None
    for match in _pattern().finditer(said):
        value = _value(match)
        if last is not None and _goes_on(last, match):
            before = found.pop()
            found.append(FoundNumber(before.value + value, before.start, match.end()))
        else:
            found.append(FoundNumber(value, match.start(), match.end()))
        last = match
    return found


def _goes_on(last: regex.Match[str], match: regex.Match[str]) -> bool:
    """Whether a number goes on from the one before it, in a smaller scale: "2万5千"."""
    if last.end() != match.start() or not last["scale"] or not match["scale"]:
        return False
    return _scales()[last["scale"]] > _scales()[match["scale"]]


def only_number(text: str) -> float | None:
    """The number that is all a message says, punctuation aside; None where it says more.

    >>> only_number("42."), only_number("2 rooms"), only_number("zwei"), only_number("二十")
    (42.0, None, 2.0, 20.0)
    """
    bare = _EDGES.sub("", readable(text))
    match = _pattern().fullmatch(bare)
    return _value(match) if match else None


def _value(match: regex.Match[str]) -> float:
    if match["word"]:
        return float(_words()[match["word"]])
    value = _han(match["han"]) if match["han"] else _digits(match["digits"])
    scale = match["scale"]
    return value * _scales()[scale] if scale else value


def _digits(text: str) -> float:
    """Digits with signs between them; the last sign is a decimal one unless it groups thousands."""
    plain = "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() else ("." if sign in ".٫" else ",")
        for sign in text
    )
    signs = [sign for sign in plain if not sign.isdecimal()]
    if not signs:
        return float(plain)
    parts = _SIGNS.split(plain)
    grouped = all(len(part) == 3 for part in parts[1:]) and parts[0] not in ("", "0")
    if grouped and len(set(signs)) == 1 and "٫" not in text:
        return float("".join(parts))
    return float("".join(parts[:-1]) + "." + parts[-1])


def _han(text: str) -> float:
    """Chinese numerals up to 亿; a row of digits ("二〇二六") is read digit by digit."""
    if all(sign in _HAN_DIGITS for sign in text):
        return float("".join(str(_HAN_DIGITS[sign]) for sign in text))
    total, section, digit = 0, 0, 0
    for sign in text:
        if sign in _HAN_DIGITS:
            digit = _HAN_DIGITS[sign]
        elif sign in _HAN_SCALES:
            section += (digit or 1) * _HAN_SCALES[sign]
            digit = 0
        else:
            total = (total + section + digit or 1) * _HAN_MYRIADS[sign]
            section = digit = 0
    return float(total + section + digit)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
    return table


@lru_cache(maxsize=1)
def _scales() -> dict[str, int]:
    return {readable(w): scale for scale, words in _table()["scales"].items() for w in words}


def small_number_words() -> tuple[str, ...]:
    """The words for small numbers in all the languages of the table, as `readable` gives them."""
    return tuple(_words())


@lru_cache(maxsize=1)
def _words() -> dict[str, int]:
    named: dict[str, int] = {}
    for words in _table()["words"].values():
        for value, word in enumerate(words):
            named.setdefault(readable(word), value)
    return named


@lru_cache(maxsize=1)
def _pattern() -> Pattern:
    scales = "|".join(regex.escape(word) for word in sorted(_scales(), key=len, reverse=True))
    words = "|".join(regex.escape(word) for word in sorted(_words(), key=len, reverse=True))
    return compiled(
        rf"(?<!\p{{Nd}})(?:(?P<digits>{_DIGITS})|(?P<han>[{_HAN}]+))"
        rf"(?:\s?(?P<scale>{scales}){_NO_LETTER})?"
        rf"|(?<!\p{{L}})(?P<word>{words})(?!\p{{L}})",
        regex.VERSION1,
    )
