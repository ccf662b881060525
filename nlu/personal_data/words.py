"""Words beside a number that say what it is, and where a number begins and ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

import regex
import yaml

from nlu.patterns import Pattern, compiled
from nlu.personal_data.plain import plain_form

Spans = Iterator[tuple[int, int]]
"""Starts and ends in a plain text."""

_TABLE: Final = Path(__file__).resolve().parent.parent / "tables" / "personal_data.yaml"
_REACH: Final = 40
"""Characters between a word that says what follows and the number."""
BEFORE: Final = r"(?<![\p{Latin}\d])"
AFTER: Final = r"(?![\p{Latin}\d])"


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, list[str]] = yaml.load(stream, yaml.CSafeLoader)
    return table


@lru_cache(maxsize=8)
def words(name: str) -> tuple[str, ...]:
    """The words of a table, in the form that texts are compared in, the longest first."""
    plain = {plain_form(word)[0].lower() for word in _table()[name]}
    return tuple(sorted(plain, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=8)
def _word_pattern(name: str) -> Pattern:
    patterns = (
        rf"\b{regex.escape(w)}" if w.isascii() and w.isalpha() else regex.escape(w)
        for w in words(name)
    )
    return compiled("|".join(patterns), regex.I)


def is_named(text: str, start: int, name: str) -> bool:
    """Whether a word before a number, in the same sentence, says what the number is."""
    before = text[max(0, start - _REACH) : start]
    sentence = regex.split(r"[。！？!?\n]|\. ", before)[-1]
    return _word_pattern(name).search(sentence) is not None


def is_money(text: str, start: int, end: int) -> bool:
    """Whether a currency stands right beside a number."""
    before, after = text[max(0, start - 6) : start].rstrip(), text[end : end + 9].lstrip()
    pattern_before, pattern_after = _money_patterns()
    return bool(pattern_before.search(before) or pattern_after.match(after))


@lru_cache(maxsize=1)
def _money_patterns() -> tuple[Pattern, Pattern]:
    currencies = "|".join(map(regex.escape, words("money")))
    return compiled(rf"(?:{currencies})$", regex.I), compiled(currencies, regex.I)
