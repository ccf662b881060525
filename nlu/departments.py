"""Which department of a hospital a message names."""

from __future__ import annotations

from functools import lru_cache

from nlu.phrases import Found, Phrases
from nlu.word_table import read_table


def departments_said(text: str) -> list[Found]:
    """The departments that a message names, as `tables/departments.yaml` calls them, and where.

    >>> [name for name, _, _ in departments_said("a dentist, 皮肤科, oder ein Kinderarzt")]
    ['teeth', 'skin', 'paediatrics']
    """
    return _names().find(text)


@lru_cache(maxsize=1)
def _names() -> Phrases:
    return Phrases(read_table("departments"))
