"""Which entry a question's vector points to: a linear classifier over the encoder's vectors.

Nearest neighbours see one passage at a time; the classifier sees what all phrasings of an entry, in
all languages, have in common and the others have not (multinomial logistic regression). One class
more stands for what is none of our business (`knowledge.outside`).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from knowledge.passages import Passage

FLOOR: Final = -12.0
"""The log-probability of an entry that the classifier does not know."""

OUTSIDE: Final = -1
"""Stands among the entries for messages that no entry answers."""

_TAUGHT_BY: Final = frozenset({"title", "ask", "summary", "name"})
_STRENGTH: Final = 20.0
_ITERATIONS: Final = 80

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Affinity:
    """A fitted classifier; `entries` are the entries (numbers, or OUTSIDE) of its rows."""

    entries: Integers
    weights: Floats
    bias: Floats

    def scores(self, vector: Floats, count: int) -> tuple[Floats, float]:
        """For a question's vector (1, d): the log-probability of each of `count` entries, and that
        of being none of our business."""
        logits = self.weights @ vector[0] + self.bias
        logits -= logits.max()
        logits -= np.log(np.exp(logits).sum())
        logits = np.maximum(logits, FLOOR)
        scores: Floats = np.full(count, FLOOR, dtype=np.float32)
        inside = self.entries != OUTSIDE
        scores[self.entries[inside]] = logits[inside]
        return scores, float(logits[~inside].max(initial=FLOOR))

    def save(self, path: Path) -> None:
        """Write it as NumPy arrays."""
        np.savez(path, entries=self.entries, weights=self.weights, bias=self.bias)

    @classmethod
    def load(cls, path: Path) -> Affinity:
        """Read it.

        Raises:
            OSError, ValueError, KeyError: the file does not hold one.
        """
        with np.load(path, allow_pickle=False) as stored:
            return cls(stored["entries"], stored["weights"], stored["bias"])


def teaching_rows(passages: Sequence[Passage], without: Sequence[int] = ()) -> list[int]:
    """The passages (rows) that say how people ask for an entry; `without` names rows to leave
    out."""
    left_out = set(without)
    return [
        row
        for row, passage in enumerate(passages)
        if passage.kind in _TAUGHT_BY
        and not passage.entry.startswith("place:")
        and row not in left_out
    ]


def fit_affinity(examples: Floats, labels: Integers) -> Affinity:
    """Fit it to the vectors of example messages and the entry (number, or OUTSIDE) of each."""
    model: Any = LogisticRegression(C=_STRENGTH, max_iter=_ITERATIONS)
    with warnings.catch_warnings():
        # Stopped early on purpose: more steps cost more than they gain.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(examples, labels)
    return Affinity(
        model.classes_.astype(np.int64),
        model.coef_.astype(np.float32),
        model.intercept_.astype(np.float32),
    )
