"""Whether to answer, to ask back, or to say that we don't know.

Two logistic models, fitted when the index is built (`knowledge.calibrate`): one scores each
candidate, the other says how probable it is that the best one answers the question (Platt 1999);
it sees pairs of features too, since what one of them is worth depends on the others.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import Enum
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.candidates import FEATURES, Candidates

Floats = npt.NDArray[np.float32]

OUTCOME_FEATURES: Final = (
    "score",
    "margin",
    "dense_best",
    "dense_gap",
    "lexical_best",
    "terms",
    "affinity",
    "outside",
    "wording",
    "outside_by_wording",
    "like_outside_by_meaning",
    "like_outside_by_words",
    "agreed",
    "share",
    "spread",
    "other_city",
    "other_city_known",
    "other_country",
    "other_country_known",
)


_FARTHEST: Final = 4.0
"""Standard deviations."""

_LEAD: Final = 0.7
_LEAD_OF_FEW_WORDS: Final[Mapping[int, float]] = {1: 2.0, 2: 2.0, 3: 1.5}
"""By how much (in logits) the best candidate must lead the next to be answered with."""


class Outcome(str, Enum):
    """What is done with a question."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"


@dataclass(frozen=True)
class Logistic:
    """A logistic model: weights by feature, and a bias, over standardised features."""

    weights: tuple[float, ...]
    bias: float

    def logits(self, features: Floats) -> Floats:
        """One logit a row of `features` (n, number of weights)."""
        logits: Floats = features @ self._weights + self.bias
        return logits

    @cached_property
    def _weights(self) -> Floats:
        return np.asarray(self.weights, dtype=np.float32)


@dataclass(frozen=True)
class Quadratic:
    """A logistic model over features and their products by two. Features are standardised by `mean`
    and `spread`, and cut off at `_FARTHEST`: products of what no example had would run away."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    logistic: Logistic

    def logits(self, features: Floats) -> Floats:
        """One logit a row of `features` (n, number of features)."""
        return self.logistic.logits(self.products(features, *self._scale))

    @cached_property
    def _scale(self) -> tuple[Floats, Floats]:
        return np.asarray(self.mean, np.float32), np.asarray(self.spread, np.float32)

    @staticmethod
    def products(features: Floats, mean: Floats, spread: Floats) -> Floats:
        """Features (n, k) as the model sees them: (n, k + k (k + 1) / 2)."""
        standard = np.clip((features - mean) / spread, -_FARTHEST, _FARTHEST)
        first, second = _pairs(features.shape[1])
        both: Floats = np.hstack([standard, standard[:, first] * standard[:, second]])
        return both


@cache
def _pairs(features: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The numbers of each pair of so many features."""
    first, second = np.triu_indices(features)
    return first, second


@dataclass(frozen=True)
class Decider:
    """The fitted models, and the thresholds chosen on the development set."""

    ranking: Logistic
    outcome: Quadratic
    answer_from: float
    clarify_from: float

    def rank(self, candidates: Candidates) -> Floats:
        """A score (logit) for each candidate; higher is better."""
        return self.ranking.logits(candidates.features)

    def probability(self, features: Floats) -> float:
        """The probability that the best candidate answers the question."""
        return float(1.0 / (1.0 + np.exp(-self.outcome.logits(features[None, :])[0])))

    def outcome_of(self, probability: float, lead: float, words: int) -> Outcome:
        """What the thresholds say of a message of so many words, whose best candidate leads the
        next by so much (a difference of logits). Where two are as good as one another, and in "my
        visa", which could mean either, it is asked which is meant."""
        if probability >= self.answer_from:
            least = _LEAD_OF_FEW_WORDS.get(words, _LEAD)
            return Outcome.ANSWER if lead >= least else Outcome.CLARIFY
        return Outcome.CLARIFY if probability >= self.clarify_from else Outcome.ABSTAIN

    def save(self, path: Path) -> None:
        """Write it as JSON, with the names of the features it was fitted to."""
        data = {
            "ranking": {"features": FEATURES, **asdict(self.ranking)},
            "outcome": {"features": OUTCOME_FEATURES, **asdict(self.outcome)},
            "answer_from": self.answer_from,
            "clarify_from": self.clarify_from,
        }
        path.write_text(json.dumps(data, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Decider:
        """Read it.

        Raises:
            ValueError: it was fitted to other features than this program computes.
        """
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for part, names in (("ranking", FEATURES), ("outcome", OUTCOME_FEATURES)):
            if tuple(data[part]["features"]) != names:
                raise ValueError(f"{path.name}: fitted to other features")
        return cls(
            ranking=Logistic(tuple(data["ranking"]["weights"]), data["ranking"]["bias"]),
            outcome=Quadratic(
                tuple(data["outcome"]["mean"]),
                tuple(data["outcome"]["spread"]),
                Logistic(
                    tuple(data["outcome"]["logistic"]["weights"]),
                    data["outcome"]["logistic"]["bias"],
                ),
            ),
            answer_from=data["answer_from"],
            clarify_from=data["clarify_from"],
        )


def outcome_features(
    candidates: Candidates, scores: Floats, order: npt.NDArray[np.int64], terms: int
) -> Floats:
    """What speaks for the best candidate as the answer; see OUTCOME_FEATURES."""
    best = order[0]
    shares = _shares(scores)
    # Other places than Hangzhou are named: does the entry ever speak of such places?
    (city, country), (of_cities, of_countries) = candidates.elsewhere, candidates.speaks_of[best]
    second = float(scores[order[1]]) if len(order) > 1 else -10.0
    dense = np.sort(candidates.features[:, 0])[::-1]
    gap = float(dense[0] - dense[1]) if len(dense) > 1 else 0.0
    return np.asarray(
        [
            scores[best],
            scores[best] - second,
            candidates.features[best, 0],
            gap,
            candidates.features[best, 2],
            min(terms, 40) / 40,
            candidates.features[best, 7],
            candidates.outside[0],
            candidates.features[best, 9],
            *candidates.outside[1:],
            _agreed(candidates, int(best)),
            np.log(shares[best]),
            -float(shares @ np.log(shares + 1e-9)),
            city and not of_cities,
            city and of_cities,
            country and not of_countries,
            country and of_countries,
        ],
        dtype=np.float32,
    )


def _shares(scores: Floats) -> Floats:
    """How the candidates share one probability: a softmax of their scores."""
    exponents = np.exp(scores - scores.max())
    shares: Floats = exponents / exponents.sum()
    return shares


def _agreed(candidates: Candidates, best: int) -> float:
    """The share (0-1) of the four ways of searching that put the candidate first."""
    ways = candidates.features[:, [0, 2, 7, 9]]
    return float((ways.argmax(axis=0) == best).mean())
