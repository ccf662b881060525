"""Fit the decider: how the features of candidates become a score and a probability.

Two kinds of questions are examples: a development set, written as people type, and the last
phrasing of each entry in each language, searched with itself left out (the encoder was not trained
on those either, see `nlu.training`). These are many, but terse; they teach the ranking most, and
count little where the probability of being right is fitted. Messages out of scope are a development
set of their own. Thresholds are chosen on the development set, each of its messages being judged by
models that were fitted without it.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from knowledge.affinity import Affinity
from knowledge.candidates import Candidates, PassageTable, find_candidates
from knowledge.decide import Decider, Logistic, Quadratic, outcome_features
from knowledge.dense import Dense
from knowledge.fitting import Booleans, Choice, Doubles, fit_quadratic, fit_ranking
from knowledge.lexical import LexicalIndex, terms
from knowledge.outside import OutsideMessages
from knowledge.passages import Passage
from knowledge.wording import Wording
from nlu.encoder import Encoder
from nlu.normalise import fold
from nlu.other_places import elsewhere_said

SAMPLES: Final = 3000
WRONG: Final = 0.04
ANSWERED_OUT_OF_SCOPE: Final = 0.05
ABSTAINED: Final = 0.05
"""Shares that the thresholds allow: in scope answered wrongly, out of scope answered, in scope
abstained."""

OUT_OF_SCOPE: Final = 1 / 6
"""How many of all messages are taken to be out of scope: what the probabilities are fitted to."""

_DEVELOPMENT: Final = Path(__file__).resolve().parent / "evaluation" / "development"
_OUTSIDE: Final = ("out_of_scope", "other_places", "near_misses")
_FOLDS: Final = 5
_RANKING_WEIGHT: Final = 10.0
_OUTCOME_WEIGHT: Final = 20.0
"""How much a question of the development set counts against a phrasing, in either model."""

Floats = npt.NDArray[np.float32]


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
    """A question, its candidates, and the right entries (none: out of scope)."""

    candidates: Candidates
    right: frozenset[int]
    terms: int
    is_typed: bool
    """Of the development set; else a phrasing of the content."""

    @property
    def are_right(self) -> Booleans:
        return np.isin(self.candidates.entries, list(self.right))


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
    for name in _OUTSIDE:
        path = _DEVELOPMENT / f"{name}.yaml"
        table: dict[str, list[str]] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        questions += [Question(code, line) for code, lines in table.items() for line in lines]
    return questions


def calibrate(
    passages: Sequence[Passage],
    table: PassageTable,
    dense: Dense,
    lexical: LexicalIndex,
    classifiers: Classifiers,
    outside: OutsideMessages,
    encoder: Encoder,
    held_out: Sequence[int],
    development: Sequence[Question],
) -> Decider:
    """Fit both models and choose the thresholds."""
    search = _Search(dense, lexical, classifiers, outside, table, encoder)
    phrasings = list(_leave_one_out(passages, table, search, held_out))
    typed = []
    for question in development:
        candidates, count = search(question.text, question.language)
        if len(candidates.entries):
            typed.append(_Example(candidates, question.right, count, is_typed=True))
    ranking, outcome = _fit([*phrasings, *typed])
    return Decider(ranking, outcome, *_thresholds(phrasings, typed))


def _fit(examples: Sequence[_Example]) -> tuple[Logistic, Quadratic]:
    inside = [example for example in examples if example.right]
    outside = [example for example in examples if not example.right]
    ranking = fit_ranking(
        [
            Choice(one.candidates.features, one.are_right, _RANKING_WEIGHT if one.is_typed else 1.0)
            for one in inside
        ]
    )
    features, right = _outcomes(ranking, inside)
    outside_features, _ = _outcomes(ranking, outside)
    weights = np.asarray([_OUTCOME_WEIGHT if one.is_typed else 1.0 for one in inside])
    share = weights.sum() * OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) / max(1, len(outside))
    outcome = fit_quadratic(
        np.vstack([features, outside_features]),
        np.concatenate([right, np.zeros(len(outside), dtype=bool)]),
        np.concatenate([weights, np.full(len(outside), share)]),
    )
    return ranking, outcome


def _thresholds(phrasings: Sequence[_Example], typed: Sequence[_Example]) -> tuple[float, float]:
    """From which probability on to answer, and to ask back."""
    fold = np.random.default_rng(0).integers(_FOLDS, size=len(typed))
    probability, right = np.zeros(len(typed)), np.zeros(len(typed), dtype=bool)
    for number in range(_FOLDS):
        rest = [one for one, at in zip(typed, fold, strict=True) if at != number]
        ranking, outcome = _fit([*phrasings, *rest])
        judged = [one for one, at in zip(typed, fold, strict=True) if at == number]
        features, right[fold == number] = _outcomes(ranking, judged)
        probability[fold == number] = 1 / (1 + np.exp(-outcome.logits(features)))
    inside = np.asarray([bool(one.right) for one in typed])
    of_outside = np.quantile(probability[~inside], 1 - ANSWERED_OUT_OF_SCOPE)
    answer_from = max(float(of_outside), _wrong_at_most(probability[inside], right[inside]))
    clarify_from = float(np.quantile(probability[inside], ABSTAINED))
    return answer_from, min(clarify_from, answer_from)


def _wrong_at_most(probability: Doubles, right: Booleans) -> float:
    """The least probability from which on no more than `WRONG` of the questions are wrong."""
    wrong = np.sort(probability[~right])[::-1]
    allowed = int(WRONG * len(right))
    return float(np.nextafter(wrong[allowed], 1)) if len(wrong) > allowed else 0.0


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
            right = frozenset({int(table.entry_of[row])})
            yield _Example(candidates, right, count, is_typed=False)


@dataclass(frozen=True)
class _Search:
    """Candidates for a text, as `knowledge.search` finds them."""

    dense: Dense
    lexical: LexicalIndex
    classifiers: Classifiers
    outside: OutsideMessages
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
            self.outside,
            self.table,
            without,
            elsewhere=elsewhere_said(text),
        )
        return found, len(query_terms)


def _outcomes(ranking: Logistic, examples: Sequence[_Example]) -> tuple[Floats, Booleans]:
    """What speaks for the best candidate of each example, and whether it is right."""
    features, right = [], []
    for example in examples:
        scores = ranking.logits(example.candidates.features)
        order = np.argsort(-scores)
        features.append(outcome_features(example.candidates, scores, order, example.terms))
        right.append(int(example.candidates.entries[order[0]]) in example.right)
    return np.vstack(features), np.asarray(right)
