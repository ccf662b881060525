"""For whom something is asked: a wife, a student, a child."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from nlu.patterns import Pattern
from nlu.word_table import beginning_with, comparable, read_table

_LONGEST: Final = 200


def people_named(text: str) -> str | None:
    """The people that a message names, as an English phrase, or None.

    >>> people_named("妻の場合は"), people_named("und für Studenten?")
    ('family members, wife, husband', 'students, study at a university')
    """
    said = comparable(text[:_LONGEST])
    return next((phrase for phrase, pattern in _patterns().items() if pattern.search(said)), None)


@lru_cache(maxsize=1)
def _patterns() -> Mapping[str, Pattern]:
    table = read_table("people").values()
    return {entry["phrase"]: beginning_with(entry["words"]) for entry in table}
