"""The entries that passages lead to, numbered, and which of them speak of other places."""

from __future__ import annotations

from collections import Counter
from typing import Final

import numpy as np

from knowledge.candidates import PassageTable
from knowledge.passages import Passage
from nlu.other_places import elsewhere_said

_NAMING: Final = frozenset({"ask", "title", "name"})
_ELSEWHERE_SHARE: Final = 0.03
"""Share of an entry's names and ways to ask that name other places, from which on it is taken to
speak of such places."""


def speaking_of_elsewhere(passages: tuple[Passage, ...]) -> dict[str, list[str]]:
    """The entries that speak of other cities, and of other countries, than ours."""
    called, cities, countries = Counter[str](), Counter[str](), Counter[str]()
    for passage in passages:
        if passage.kind in _NAMING:
            named = elsewhere_said(passage.text)
            called[passage.entry] += 1
            cities[passage.entry] += named.city
            countries[passage.entry] += named.country
    return {
        name: [entry for entry in called if found[entry] >= _ELSEWHERE_SHARE * called[entry]]
        for name, found in (("cities", cities), ("countries", countries))
    }


def tabulate(
    passages: tuple[Passage, ...], speaking: dict[str, list[str]]
) -> tuple[tuple[str, ...], PassageTable]:
    """The entries in the order of their numbers, and the table of the passages; `speaking` as
    `speaking_of_elsewhere` gives it."""
    entries = tuple(dict.fromkeys(passage.entry for passage in passages))
    number = {entry: i for i, entry in enumerate(entries)}
    table = PassageTable(
        entry_of=np.fromiter((number[p.entry] for p in passages), np.int64, len(passages)),
        kind_of_entry=tuple(entry.partition(":")[0] for entry in entries),
        speaks_of=np.column_stack(
            [np.isin(entries, speaking[name]) for name in ("cities", "countries")]
        ),
    )
    return entries, table
