"""Lengths of time in a person's words: a count and a unit, or a word for both."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

from nlu.date_words import Unit, any_of, length_words, units
from nlu.numbers import only_number, small_number_words
from nlu.patterns import Pattern, compiled

HAN_NUMBER: Final = "[一二两三四五六七八九十]{1,3}"
_MOST: Final = 600
"""The largest count of units in "in 600 days"."""


@lru_cache(maxsize=1)
def length_pattern() -> Pattern:
    """A length of time, in the words of any language."""
    return compiled(_length())


def length_of(match: regex.Match[str]) -> tuple[int, Unit] | None:
    """How many of which unit; None where they are too many."""
    if match["word"]:
        return length_words()[match["word"]]
    count = _count(match["count"])
    return (count, units()[match["unit"]]) if count is not None else None


def number_word() -> str:
    """A pattern of the words for small numbers."""
    return any_of([*small_number_words(), "a", "an"])


def _count(text: str) -> int | None:
    number = 1.0 if text in ("a", "an") else only_number(text)
    return int(number) if number is not None and 0 < number <= _MOST else None


def _length() -> str:
    return rf"(?:(?P<word>{any_of(length_words())})|{_count_pattern()}\s?{_unit()})"


def _count_pattern() -> str:
    return rf"(?P<count>(?<!\d)\d{{1,3}}|{HAN_NUMBER}|{number_word()})"


def _unit() -> str:
    ordered = sorted(units(), key=lambda word: -len(word))
    words = "|".join(regex.escape(word) for word in ordered)
    return rf"(?P<unit>{words})(?![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}\p{{Devanagari}}])"
