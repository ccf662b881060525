"""What a message says about a place that is looked for: what it offers, which office, and that any
district will do. Departments are those of `nlu.departments`, with more of what people say for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from nlu.departments import departments_said
from nlu.patterns import Pattern
from nlu.word_table import beginning_with, comparable, read_table

_LONGEST: Final = 500

LANGUAGES_KEY: Final = "languages"
ANYWHERE: Final = "anywhere"
WHICH: Final = "which"
"""A question about a list."""


_OFFERS: Final = {"paediatrics": "children"}
"""What the directory calls a department, where it is another word."""


def wanted(text: str) -> frozenset[str]:
    """The words of the table (offers, offices, `anywhere`) that a message names.

    >>> sorted(wanted("a dentist for my kid")), wanted("儿科急诊") == {"children", "emergency"}
    (['children', 'teeth'], True)
    """
    said = comparable(text[:_LONGEST])
    found = {name for name, pattern in _patterns().items() if pattern.search(said)}
    found |= {_OFFERS.get(name, name) for name, _, _ in departments_said(text)}
    return frozenset(found)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Any]:
    table: Mapping[str, Any] = read_table("place_words")
    return table


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, Pattern]:
    named = ((name, words) for name, words in _table().items() if name != LANGUAGES_KEY)
    return {name: beginning_with(words) for name, words in named}
