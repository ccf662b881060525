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
from nlu.patterns import compiled

Unit = Literal["day", "week", "month", "year"]

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "date_words.yaml"
_MORE_LOCALES: Final = ("ar_SY", "ar_MA")
"""Arabic has three sets of month names."""

_SHORTEST_MONTH: Final = 3
_EAST_ASIAN: Final = compiled(r"[\p{Han}\p{Hangul}]")
_UNSPACED: Final = compiled(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}]")


@lru_cache(maxsize=1)
def months() -> dict[str, int]:
    """Month names, wide and abbreviated, in all languages, to their numbers.

    A name that means different months in different languages is left out.
    """
    return {word: min(named) for word, named in _month_names().items() if len(named) == 1}


def is_month_in(word: str, language: str | None) -> bool:
    """Whether a word names a month in a language; long names do so in every language, short ones
    ("out", "set", "ago") only in their own.

    >>> is_month_in("out", "pt"), is_month_in("out", "en"), is_month_in("marzo", "en")
    (True, False, True)
    """
    named = _month_names().get(word, {})
    spoken = {code for codes in named.values() for code in codes}
    return language is None or len(word) > _SHORTEST_MONTH or language in spoken


@lru_cache(maxsize=1)
def _month_names() -> dict[str, dict[int, set[str]]]:
    """Each name, with the months it may mean and in which languages."""
    found: dict[str, dict[int, set[str]]] = {}
    for code in (*LANGUAGES, *_MORE_LOCALES):
        known = Locale.parse(code).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in known[context][width].items():
                    word = level(name).strip(" .")
                    if len(word) >= (
                        _SHORTEST_MONTH if word.isascii() else 2
                    ) and not _EAST_ASIAN.search(word):
                        by_month = found.setdefault(word, {})
                        by_month.setdefault(number, set()).add(code[:2])
    return found


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, Any] = yaml.load(stream, yaml.CSafeLoader)
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
def no_days() -> tuple[str, ...]:
    """What looks like a day and is none, in any language."""
    return tuple(level(word) for word in _table()["no_day"])


def is_no_day_in(word: str, language: str | None) -> bool:
    """Whether a word for a day means something else in a language ("hier" in German)."""
    return word in _table()["no_day_in"].get(language, ())


@lru_cache(maxsize=1)
def units() -> dict[str, Unit]:
    """ "weeks" → "week", in all languages."""
    return {level(word): unit for unit, words in _table()["units"].items() for word in words}


@lru_cache(maxsize=1)
def length_words() -> dict[str, tuple[int, Unit]]:
    """Lengths of time said without a figure, as the dual says two in Arabic."""
    return {
        level(word): (int(count), unit)
        for count, by_unit in _table()["lengths"].items()
        for unit, words in by_unit.items()
        for word in words
    }


@lru_cache(maxsize=1)
def frames() -> tuple[tuple[str, str, int], ...]:
    """What stands before and after a length of time that is counted from today, and 1 for days to
    come or -1 for days that are gone; the longest first."""
    found = []
    for direction, sign in (("after", 1), ("before", -1)):
        for frame in _table()[direction]:
            start, _, end = level(frame).partition("{n}")
            found.append((start.strip(), end.partition("{u}")[2].strip(), sign))
    return tuple(sorted(found, key=lambda one: -len(one[0] + one[1])))


def any_of(words: Any) -> str:
    """A pattern for any of the words, the longest first, as words of their own."""
    ordered = sorted(set(words), key=lambda word: -len(word))
    spaced = [regex.escape(word) for word in ordered if not _UNSPACED.search(word)]
    joined = [regex.escape(word) for word in ordered if _UNSPACED.search(word)]
    parts = [rf"(?<![\p{{L}}])(?:{'|'.join(spaced)})(?![\p{{L}}\p{{M}}\d])"] if spaced else []
    parts += ["|".join(joined)] if joined else []
    return "(?:" + "|".join(parts) + ")"
