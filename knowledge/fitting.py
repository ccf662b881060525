"""Fit the decider's two models to examples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge.decide import Logistic, Quadratic

_RIDGE: Final = 1.0
_ITERATIONS: Final = 300
_STRENGTH_OF_PAIRS: Final = 0.005

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Choice:
    """One question: the features of its candidates (n, features), which are right, its weight."""

    features: Floats
    right: Booleans
    weight: float


def fit_ranking(choices: Sequence[Choice]) -> Logistic:
    """The weights that make the right candidates of each question the likeliest of its candidates
    (conditional logit, McFadden 1974), scaled so that a score is the logit of being right."""
    choices = [choice for choice in choices if choice.right.any()]
    features = np.vstack([choice.features for choice in choices]).astype(np.float64)
    right = np.concatenate([choice.right for choice in choices])
    counts = np.asarray([len(choice.right) for choice in choices])
    weights = np.asarray([choice.weight for choice in choices])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    table = _Table((features - mean) / spread, right, counts, weights)
    found = minimize(
        table.loss,
        np.zeros(features.shape[1]),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _ITERATIONS},
    )
    scores = table.features @ found.x
    spread_out = fit_logistic(scores[:, None], right, np.repeat(weights, counts))
    scaled = spread_out.weights[0] * found.x / spread
    bias = spread_out.bias - float(scaled @ mean)
    return Logistic(tuple(float(weight) for weight in scaled), bias)


class _Table:
    """All candidates of all questions below one another."""

    def __init__(
        self, features: Doubles, right: Booleans, counts: npt.NDArray[np.int64], weights: Doubles
    ) -> None:
        self.features = features
        self._right = right
        self._starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
        self._question = np.repeat(np.arange(len(counts)), counts)
        self._weights = weights

    def loss(self, weights: Doubles) -> tuple[float, Doubles]:
        """Minus the log-likelihood with a ridge penalty, and its gradient."""
        scores = self.features @ weights
        scores -= np.maximum.reduceat(scores, self._starts)[self._question]
        exponents = np.exp(scores)
        of_all = np.add.reduceat(exponents, self._starts)
        right_ones = exponents * self._right
        of_right = np.maximum(np.add.reduceat(right_ones, self._starts), 1e-30)
        error = exponents / of_all[self._question] - right_ones / of_right[self._question]
        gradient = self.features.T @ (error * self._weights[self._question]) + _RIDGE * weights
        likelihood = self._weights @ np.log(of_right / of_all)
        return float(_RIDGE / 2 * weights @ weights - likelihood), gradient


def fit_quadratic(
    features: npt.NDArray[Any], labels: npt.NDArray[Any], weights: Doubles
) -> Quadratic:
    """A logistic model of weighted rows, over features and their products by two."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    products = Quadratic.products(features, mean, spread)
    logistic = fit_logistic(products, labels, weights, _STRENGTH_OF_PAIRS)
    return Quadratic(tuple(mean.tolist()), tuple(spread.tolist()), logistic)


def fit_logistic(
    features: npt.NDArray[Any], labels: npt.NDArray[Any], weights: Doubles, strength: float = 1.0
) -> Logistic:
    """A logistic model of weighted rows; a lower `strength` holds its weights closer to nothing."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit((features - mean) / spread, labels, sample_weight=weights)
    scaled = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (scaled * mean).sum())
    return Logistic(tuple(float(weight) for weight in scaled), bias)
