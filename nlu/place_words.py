"""What a message says about a place that is looked for: what it offers, whose language it speaks,
which office, and that any district will do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import regex

from nlu.word_table import beginning_with, comparable, read_table

_LONGEST: Final = 500

LANGUAGES_KEY: Final = "languages"
ANYWHERE: Final = "anywhere"
WHICH: Final = "which"
"""A question about a list."""


def wanted(text: str) -> frozenset[str]:
    """The words of the table (offers, offices, `anywhere`) that a message names.

    >>> sorted(wanted("a dentist for my kid")), wanted("儿科急诊") == {"children", "emergency"}
    (['children', 'teeth'], True)
    """
    said = comparable(text[:_LONGEST])
    return frozenset(name for name, pattern in _patterns().items() if pattern.search(said))


def language_spoken(text: str) -> str | None:
    """The language that is to be spoken there, or None; the one that is named last.

    >>> language_spoken("which speak Japanese?"), language_spoken("会说英文的医生")
    ('ja', 'en')
    """
    said = comparable(text[:_LONGEST])
    found = [
        (match.start(), language)
        for language, pattern in _languages().items()
        for match in pattern.finditer(said)
    ]
    return max(found)[1] if found else None


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_table("place_words")
    return table


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, regex.Pattern[str]]:
    named = ((name, words) for name, words in _table().items() if name != LANGUAGES_KEY)
    return {name: beginning_with(words) for name, words in named}


@lru_cache(maxsize=1)
def _languages() -> Mapping[str, regex.Pattern[str]]:
    return {code: beginning_with(words) for code, words in _table()[LANGUAGES_KEY].items()}
