"""The words that dates are made of, in all languages: CLDR's names of months, and our own table."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import regex
import yaml
from babel import Locale

from nlu.languages import LANGUAGES
from nlu.normalise import level

Unit = Literal["day", "week", "month", "year"]

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "date_words.yaml"
_MORE_LOCALES: Final = ("ar_SY", "ar_MA")
"""Arabic has three sets of month names."""

_SHORTEST_MONTH: Final = 3
_EAST_ASIAN: Final = regex.compile(r"[\p{Han}\p{Hangul}]")
_UNSPACED: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}]")


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names, wide and abbreviated, in all languages, to their numbers.

    A name that means different months in different languages is left out.
    """
    found: dict[str, set[int]] = {}
    for code in (*LANGUAGES, *_MORE_LOCALES):
        known = Locale.parse(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in known[context][width].items():
                    word = level(name).strip(" .")
                    if len(word) >= (
                        _SHORTEST_MONTH if word.isascii() else 2
                    ) and not _EAST_ASIAN.search(word):
                        found.setdefault(word, set()).add(number)
    return {word: min(numbers) for word, numbers in found.items() if len(numbers) == 1}


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, Any] = yaml.safe_load(stream)
    return table


@lru_cache(maxsize=1)
def seen_from_today() -> dict[str, tuple[Unit, int]]:
    """ "tomorrow" → ("day", 1), "last year" → ("year", -1), in all languages."""
    units: tuple[Unit, ...] = ("day", "week", "month", "year")
    return {
        level(word): (unit, int(count))
        for unit in units
        for count, words in _table()[unit].items()
        for word in words
    }


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """ "weeks" → "week", in all languages."""
    return {level(word): unit for unit, words in _table()["units"].items() for word in words}


def frames(direction: Literal["after", "before"]) -> list[str]:
    """The ways to say "in n days" and "n days ago", with {n} and {u}."""
    return [level(frame) for frame in _table()[direction]]


def any_of(words: Any) -> str:
    """A pattern for any of the words, the longest first, as words of their own."""
    ordered = sorted(set(words), key=lambda word: -len(word))
    spaced = [regex.escape(word) for word in ordered if not _UNSPACED.search(word)]
    joined = [regex.escape(word) for word in ordered if _UNSPACED.search(word)]
    parts = [rf"(?<![\p{{L}}])(?:{'|'.join(spaced)})(?![\p{{L}}\p{{M}}\d])"] if spaced else []
    parts += ["|".join(joined)] if joined else []
    return "(?:" + "|".join(parts) + ")"
