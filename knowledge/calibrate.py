"""Fit the decider: how the features of candidates become a score and a probability.

In-scope examples are the last phrasing of each entry in each language, searched with itself left
out (the encoder was not trained on those either, see `nlu.training.domain`), and a development set
of questions, which weigh more: they are longer and wordier, as real ones are. Out-of-scope messages
are a development set of their own. Thresholds follow from how many of these may be answered.
"""

from __future__ import annotations

import json
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
from knowledge.dense import Dense
from knowledge.lexical import LexicalIndex, terms
from knowledge.passages import Passage
from knowledge.wording import Wording
from nlu.encoder import Encoder
from nlu.normalise import fold

SAMPLES: Final = 3000
ANSWERED_OUT_OF_SCOPE: Final = 0.05
CLARIFIED_OUT_OF_SCOPE: Final = 0.3
"""Shares of the out-of-scope development set that may be answered, and answered or asked back."""

_DEVELOPMENT: Final = Path(__file__).resolve().parent / "evaluation" / "development"
_NEGATIVES: Final = 8

Floats = npt.NDArray[np.float32]


_DEVELOPMENT_WEIGHT: Final = 4
"""How much a question of the development set counts against a phrasing."""


@dataclass(frozen=True)
class Classifiers:
    """The two classifiers of entries, taught by the same examples."""

    affinity: Affinity
    wording: Wording


@dataclass(frozen=True)
class Question:
    """A message of the development set; no entry (number) is right where it is out of scope."""

    language: str
    text: str
    right: frozenset[int] = frozenset()


@dataclass(frozen=True)
class _Example:
    """A question, its candidates, the right entries (none: out of scope), and its weight."""

    candidates: Candidates
    right: frozenset[int]
    terms: int
    weight: float = 1.0


def read_development_set(entries: Sequence[str]) -> list[Question]:
    """The development set: questions with the numbers of the right `entries`, and messages out of
    scope."""
    number = {entry: i for i, entry in enumerate(entries)}
    lines = (_DEVELOPMENT / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions = []
    for line in map(json.loads, lines):
        right = frozenset(number[entry] for entry in line["gold"] if entry in number)
        if right:
            questions.append(Question(line["language"], line["question"], right))
    path = _DEVELOPMENT / "out_of_scope.yaml"
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    outside = [Question(code, message) for code, messages in table.items() for message in messages]
    return questions + outside


def calibrate(
    passages: Sequence[Passage],
    table: PassageTable,
    dense: Dense,
    lexical: LexicalIndex,
    classifiers: Classifiers,
    encoder: Encoder,
    held_out: Sequence[int],
    development: Sequence[Question],
) -> Decider:
    """Fit both models and choose the thresholds."""
    search = _Search(dense, lexical, classifiers, table, encoder)
    examples = list(_leave_one_out(passages, table, search, held_out))
    outside: list[_Example] = []
    for question in development:
        candidates, count = search(question.text, question.language)
        if not len(candidates.entries):
            continue
        weight = float(_DEVELOPMENT_WEIGHT if question.right else 1)
        example = _Example(candidates, question.right, count, weight)
        (examples if question.right else outside).append(example)
    ranking = _fit_ranking(examples)
    features, right = _outcomes(ranking, examples)
    outside_features, _ = _outcomes(ranking, outside)
    weights = np.asarray([example.weight for example in examples])
    share = weights.sum() / max(1, len(outside)) / 2
    outcome = _fit(
        np.vstack([features, outside_features]),
        np.concatenate([right, np.zeros(len(outside_features))]),
        np.concatenate([weights, np.full(len(outside_features), share)]),
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
            yield _Example(candidates, frozenset({int(table.entry_of[row])}), count)


@dataclass(frozen=True)
class _Search:
    """Candidates for a text, as `knowledge.search` finds them."""

    dense: Dense
    lexical: LexicalIndex
    classifiers: Classifiers
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
            self.classifiers.affinity,
            self.classifiers.wording,
            self.table,
            without,
        )
        return found, len(query_terms)


def _fit_ranking(examples: Sequence[_Example]) -> Logistic:
    """Right entry against the strongest wrong ones, pointwise."""
    rows, labels, weights = [], [], []
    for example in examples:
        is_right = np.isin(example.candidates.entries, list(example.right))
        if not is_right.any():
            continue
        rows.append(example.candidates.features[is_right])
        wrong = example.candidates.features[~is_right]
        strength = wrong[:, 0] + wrong[:, 2] + wrong[:, 10]
        strongest = np.argsort(-strength)[:_NEGATIVES]
        rows.append(wrong[strongest])
        count = int(is_right.sum())
        labels += [1] * count + [0] * len(strongest)
        weights += [example.weight] * (count + len(strongest))
    return _fit(np.vstack(rows), np.asarray(labels), np.asarray(weights))


def _outcomes(
    ranking: Logistic, examples: Sequence[_Example]
) -> tuple[Floats, npt.NDArray[np.float64]]:
    features, right = [], []
    for example in examples:
        scores = ranking.logits(example.candidates.features)
        order = np.argsort(-scores)
        features.append(outcome_features(example.candidates, scores, order, example.terms))
        right.append(float(int(example.candidates.entries[order[0]]) in example.right))
    return np.vstack(features), np.asarray(right)


def _fit(features: Floats, labels: npt.NDArray[Any], weights: npt.NDArray[np.float64]) -> Logistic:
    """A logistic model of weighted rows."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=1000)
    model.fit((features - mean) / spread, labels, sample_weight=weights)
    scaled = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (scaled * mean).sum())
    return Logistic(tuple(float(weight) for weight in scaled), bias)
