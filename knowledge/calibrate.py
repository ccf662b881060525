"""Fit the decider: how the features of candidates become a score and a probability.

In-scope examples are the last phrasing of each entry in each language, searched with itself left
out; the encoder was not trained on those either (`nlu.training.domain`). Out-of-scope ones are a
development set of their own. Thresholds follow from how many of these may be answered.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.linear_model import LogisticRegression

from knowledge.affinity import Affinity
from knowledge.candidates import Candidates, PassageTable, find_candidates
from knowledge.decide import Decider, Logistic, outcome_features
from knowledge.lexical import LexicalIndex, terms
from knowledge.passages import Passage
from nlu.encoder import Encoder
from nlu.normalise import fold

SAMPLES: Final = 3000
ANSWERED_OUT_OF_SCOPE: Final = 0.05
CLARIFIED_OUT_OF_SCOPE: Final = 0.12
"""Shares of the out-of-scope development set that may be answered, and answered or asked back."""

_DEVELOPMENT: Final = Path(__file__).resolve().parent / "evaluation" / "development"
_NEGATIVES: Final = 8

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class _Example:
    """A question, its candidates, and the number of the right entry (None: out of scope)."""

    candidates: Candidates
    right: int | None
    terms: int


def read_development_set() -> list[tuple[str, str]]:
    """(language, message) of the out-of-scope development set."""
    path = _DEVELOPMENT / "out_of_scope.yaml"
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [(language, message) for language, messages in table.items() for message in messages]


def calibrate(
    passages: Sequence[Passage],
    table: PassageTable,
    dense: Any,
    lexical: LexicalIndex,
    affinity: Affinity,
    encoder: Encoder,
    held_out: Sequence[int],
    out_of_scope: Sequence[tuple[str, str]],
) -> Decider:
    """Fit both models and choose the thresholds."""
    search = _Search(dense, lexical, affinity, table, encoder)
    examples = list(_leave_one_out(passages, table, search, held_out))
    outside = []
    for language, message in out_of_scope:
        candidates, count = search(message, language)
        outside.append(_Example(candidates, None, count))
    ranking = _fit_ranking(examples)
    features, right = _outcomes(ranking, examples)
    outside_features, _ = _outcomes(ranking, outside)
    outcome = _fit(
        np.vstack([features, outside_features]),
        np.concatenate([right, np.zeros(len(outside_features))]),
        balance=(len(features), len(outside_features)),
    )
    probabilities = 1 / (1 + np.exp(-outcome.logits(outside_features)))
    answer_from = float(np.quantile(probabilities, 1 - ANSWERED_OUT_OF_SCOPE))
    clarify_from = float(np.quantile(probabilities, 1 - CLARIFIED_OUT_OF_SCOPE))
    return Decider(ranking, outcome, answer_from, min(clarify_from, answer_from))


def held_out_phrasings(passages: Sequence[Passage]) -> list[int]:
    """The last phrasing (row) of each entry in each language, at most `SAMPLES` of them."""
    last = {(p.entry, p.language): row for row, p in enumerate(passages) if p.kind == "ask"}
    rows = list(last.values())
    return random.Random(0).sample(rows, min(SAMPLES, len(rows)))


def _leave_one_out(
    passages: Sequence[Passage], table: PassageTable, search: _Search, held_out: Sequence[int]
) -> Iterator[_Example]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        rows_of[fold(passage.text)].append(row)
    for row in held_out:
        passage = passages[row]
        without = np.asarray(rows_of[fold(passage.text)], dtype=np.int64)
        candidates, count = search(passage.text, passage.language, without)
        if len(candidates.entries):
            yield _Example(candidates, int(table.entry_of[row]), count)


@dataclass(frozen=True)
class _Search:
    """Candidates for a text, as `knowledge.search` finds them."""

    dense: Any
    lexical: LexicalIndex
    affinity: Affinity
    table: PassageTable
    encoder: Encoder

    def __call__(
        self, text: str, language: str, without: npt.NDArray[np.int64] | None = None
    ) -> tuple[Candidates, int]:
        query_terms = terms(text, language)
        found = find_candidates(
            self.encoder.encode([text], "query"),
            query_terms,
            self.dense,
            self.lexical,
            self.affinity,
            self.table,
            without,
        )
        return found, len(query_terms)


def _fit_ranking(examples: Sequence[_Example]) -> Logistic:
    """Right entry against the strongest wrong ones, pointwise."""
    rows, labels = [], []
    for example in examples:
        is_right = example.candidates.entries == example.right
        if not is_right.any():
            continue
        rows.append(example.candidates.features[is_right])
        wrong = example.candidates.features[~is_right]
        strongest = np.argsort(-wrong[:, 0] - wrong[:, 2])[:_NEGATIVES]
        rows.append(wrong[strongest])
        labels += [1] + [0] * len(strongest)
    return _fit(np.vstack(rows), np.asarray(labels), balance=None)


def _outcomes(
    ranking: Logistic, examples: Sequence[_Example]
) -> tuple[Floats, npt.NDArray[np.float64]]:
    features, right = [], []
    for example in examples:
        if not len(example.candidates.entries):
            continue
        scores = ranking.logits(example.candidates.features)
        order = np.argsort(-scores)
        features.append(outcome_features(example.candidates, scores, order, example.terms))
        right.append(float(example.candidates.entries[order[0]] == example.right))
    return np.vstack(features), np.asarray(right)


def _fit(features: Floats, labels: npt.NDArray[Any], balance: tuple[int, int] | None) -> Logistic:
    """A logistic model; with `balance`, the two given groups of rows weigh the same."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    weights = None
    if balance is not None and balance[1]:
        inside, outside = balance
        weights = np.concatenate([np.ones(inside), np.full(outside, inside / outside / 2)])
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit((features - mean) / spread, labels, sample_weight=weights)
    scaled = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (scaled * mean).sum())
    return Logistic(tuple(float(weight) for weight in scaled), bias)
