"""From passages to entries: the candidates for an answer, and what speaks for each.

Dense and lexical search each name passages; they are collapsed by entry. What speaks for an entry
is a small vector of features, of which `knowledge.decide` makes a score and a probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from knowledge.affinity import FLOOR, Affinity
from knowledge.dense import Dense, nearest
from knowledge.highest import highest
from knowledge.lexical import LexicalIndex
from knowledge.outside import OutsideMessages
from knowledge.wording import Wording
from nlu.other_places import NOWHERE, Elsewhere

FEATURES: Final = (
    "dense_best",
    "dense_second",
    "lexical_best",
    "lexical_second",
    "agreement",
    "is_place",
    "is_article",
    "affinity",
    "is_unknown_to_affinity",
    "wording",
    "wording_and_affinity",
)
_DENSE_PASSAGES: Final = 96
_LEXICAL_PASSAGES: Final = 80
_ENTRIES: Final = 24
_LIKELY: Final = 8

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

_NO_ROWS: Final[Integers] = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Candidates:
    """Entries by number, their features (n, len(FEATURES)), and each one's best passage (row)."""

    entries: Integers
    features: Floats
    passages: Integers
    outside: tuple[float, float, float, float]
    """Being none of our business: by affinity and by wording (log-probabilities over the floor),
    by nearness to known messages in meaning and in words."""

    elsewhere: Elsewhere
    """Whether the question names other places than Hangzhou."""

    speaks_of: Booleans
    """Which of the entries speak of such places: (n, 2), cities and countries."""


@dataclass(frozen=True)
class PassageTable:
    """Which entry (a number) each passage (row) leads to; the entries' kinds, and which of them
    speak of other cities and of other countries (entries, 2): trains, consulates, transit."""

    entry_of: Integers
    kind_of_entry: Sequence[str]
    speaks_of: Booleans


def find_candidates(
    query: Floats,
    query_terms: list[str],
    dense: Dense,
    lexical: LexicalIndex,
    affinity: Affinity,
    wording: Wording,
    outside: OutsideMessages,
    table: PassageTable,
    without: Integers | None = None,
    elsewhere: Elsewhere = NOWHERE,
) -> Candidates:
    """The most promising entries for a query vector (1, d) and its terms.

    `without` names passages (rows) to leave out, as calibration does with a query's own passage.
    """
    cosines, rows = nearest(dense, query, _DENSE_PASSAGES)
    shares = lexical.scores(query_terms)
    if without is not None and len(without):
        kept = ~np.isin(rows, without)
        cosines, rows = cosines[kept], rows[kept]
        if shares is not None:
            shares = shares.copy()
            shares[without] = 0.0
    lexical_rows = _NO_ROWS if shares is None else highest(shares, _LEXICAL_PASSAGES)
    affinities, by_affinity = affinity.scores(query, len(table.kind_of_entry))
    wordings, by_wording = wording.scores(query_terms, len(table.kind_of_entry))
    entries = _promising(
        np.argsort(-affinities)[:_LIKELY],
        np.argsort(-wordings)[:_LIKELY],
        table.entry_of[rows],
        table.entry_of[lexical_rows],
    )
    features = np.zeros((len(entries), len(FEATURES)), dtype=np.float32)
    passages = np.full(len(entries), -1, dtype=np.int64)
    place_of = np.full(len(table.kind_of_entry), -1, dtype=np.int64)
    place_of[entries] = np.arange(len(entries))
    features[:, 0:2] = float(cosines[-1]) if len(cosines) else 0.0
    if shares is not None:
        _note_best(features[:, 2:4], passages, place_of, table, lexical_rows, shares[lexical_rows])
    # The passage that is shown is the nearest by meaning, where there is one.
    _note_best(features[:, 0:2], passages, place_of, table, rows, cosines)
    features[:, 4] = features[:, 0] * features[:, 2]
    features[:, 5] = [table.kind_of_entry[int(e)] == "place" for e in entries]
    features[:, 6] = [table.kind_of_entry[int(e)] == "article" for e in entries]
    features[:, 7] = affinities[entries] / -FLOOR
    features[:, 8] = affinities[entries] <= FLOOR
    features[:, 9] = wordings[entries] / -FLOOR
    features[:, 10] = np.maximum(features[:, 7], features[:, 9])
    return Candidates(
        entries,
        features,
        passages,
        (by_affinity / -FLOOR, by_wording / -FLOOR, *outside.nearness(query, query_terms)),
        elsewhere,
        table.speaks_of[entries],
    )


def _note_best(
    columns: Floats,
    passages: Integers,
    place_of: Integers,
    table: PassageTable,
    rows: Integers,
    values: Floats,
) -> None:
    """Note each candidate's best and second best value and its best passage (row). The rows come
    best first; `place_of` an entry is its place among the candidates, or -1."""
    places = place_of[table.entry_of[rows]]
    wanted = places >= 0
    places, rows, values = places[wanted], rows[wanted], values[wanted]
    best, firsts = np.unique(places, return_index=True)
    columns[best, 0], passages[best] = values[firsts], rows[firsts]
    again = np.ones(len(places), dtype=bool)
    again[firsts] = False
    second, seconds = np.unique(places[again], return_index=True)
    columns[second, 1] = values[again][seconds]


def _promising(*searches: Integers) -> Integers:
    """The first entries of each search, the best first, each once."""
    found: dict[int, None] = {}
    for entries in searches:
        found.update(dict.fromkeys(list(dict.fromkeys(entries.tolist()))[:_ENTRIES]))
    return np.fromiter(found, dtype=np.int64, count=len(found))
