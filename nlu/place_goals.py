"""Which kind of place a message looks for, by its words alone.

The classifier knows more ways of asking; this says for certain what is said plainly.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from nlu.patterns import Pattern
from nlu.word_table import beginning_with, comparable, read_table

SEEK: Final = "seek"
_LONGEST: Final = 200


@lru_cache(maxsize=64)
def goals_named(text: str) -> frozenset[str]:
    """The kinds of places that a message names.

    >>> sorted(goals_named("which hospital near the school?"))
    ['hospital', 'school']
    """
    said = comparable(text[:_LONGEST])
    found = (name for name, pattern in _patterns().items() if pattern.search(said))
    return frozenset(found) - {SEEK}


def goal_sought(text: str) -> str | None:
    """The one kind of place that a message plainly looks for, or None.

    >>> goal_sought("ищу больницу"), goal_sought("ich suche eine Schule")
    ('hospital', 'school')
    >>> goal_sought("the hospital bill") is None
    True
    """
    named = goals_named(text)
    if len(named) != 1 or not _patterns()[SEEK].search(comparable(text[:_LONGEST])):
        return None
    return next(iter(named))


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, Pattern]:
    return {name: beginning_with(words) for name, words in read_table("place_goals").items()}
