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
from knowledge.lexical import LexicalIndex
from knowledge.wording import Wording

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


@dataclass(frozen=True)
class Candidates:
    """Entries by number, their features (n, len(FEATURES)), and each one's best passage (row)."""

    entries: Integers
    features: Floats
    passages: Integers
    outside: tuple[float, float]
    """Being none of our business, by affinity and by wording: log-probabilities over the floor."""


@dataclass(frozen=True)
class PassageTable:
    """Which entry (a number) each passage (row) leads to."""

    entry_of: Integers
    kind_of_entry: Sequence[str]


def find_candidates(
    query: Floats,
    query_terms: list[str],
    dense: Dense,
    lexical: LexicalIndex,
    affinity: Affinity,
    wording: Wording,
    table: PassageTable,
    without: Integers | None = None,
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
    lexical_rows = _top(shares, _LEXICAL_PASSAGES)
    affinities, outside = affinity.scores(query, len(table.kind_of_entry))
    wordings, outside_words = wording.scores(query_terms, len(table.kind_of_entry))
    entries = _promising(
        np.argsort(-affinities)[:_LIKELY],
        np.argsort(-wordings)[:_LIKELY],
        table.entry_of[rows],
        table.entry_of[lexical_rows],
    )
    features = np.zeros((len(entries), len(FEATURES)), dtype=np.float32)
    passages = np.full(len(entries), -1, dtype=np.int64)
    position = {int(entry): i for i, entry in enumerate(entries)}
    floor = float(cosines[-1]) if len(cosines) else 0.0
    features[:, 0:2] = floor
    for row, cosine in zip(rows.tolist(), cosines.tolist(), strict=True):
        at = position.get(int(table.entry_of[row]))
        if at is None:
            continue
        _note(features[at], cosine, 0)
        if passages[at] < 0:
            passages[at] = row
    for row in lexical_rows.tolist():
        at = position.get(int(table.entry_of[row]))
        if at is None or shares is None:
            continue
        _note(features[at], float(shares[row]), 2)
        if passages[at] < 0:
            passages[at] = row
    features[:, 4] = features[:, 0] * features[:, 2]
    features[:, 5] = [table.kind_of_entry[int(e)] == "place" for e in entries]
    features[:, 6] = [table.kind_of_entry[int(e)] == "article" for e in entries]
    features[:, 7] = affinities[entries] / -FLOOR
    features[:, 8] = affinities[entries] <= FLOOR
    features[:, 9] = wordings[entries] / -FLOOR
    features[:, 10] = np.maximum(features[:, 7], features[:, 9])
    return Candidates(entries, features, passages, (outside / -FLOOR, outside_words / -FLOOR))


def _note(features: Floats, value: float, column: int) -> None:
    """Keep the best value in `column` and the second best in the next; rows come best first."""
    if value > features[column]:
        features[column + 1] = features[column]
        features[column] = value
    elif value > features[column + 1]:
        features[column + 1] = value


def _top(scores: Floats | None, count: int) -> Integers:
    if scores is None:
        return np.zeros(0, dtype=np.int64)
    count = min(count, len(scores))
    rows = np.argpartition(-scores, count - 1)[:count]
    rows = rows[scores[rows] > 0]
    ordered: Integers = rows[np.argsort(-scores[rows], kind="stable")].astype(np.int64)
    return ordered


def _promising(*searches: Integers) -> Integers:
    """The first entries of each search, the best first, each once."""
    found: dict[int, None] = {}
    for entries in searches:
        found.update(dict.fromkeys(list(dict.fromkeys(entries.tolist()))[:_ENTRIES]))
    return np.fromiter(found, dtype=np.int64, count=len(found))
