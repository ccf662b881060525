"""How near a message is to the examples of each intent.

A linear model draws one border an intent, but people say it in ways that have little in common.
The nearest example knows of each of them (nearest neighbours, Cover & Hart 1967). Vectors are kept
along the directions in which the examples differ most (Pearson 1901), which costs less time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

DIRECTIONS: Final = 96
_SAMPLE: Final = 4
"""Every so many examples are looked at for the directions, where there are plenty."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class NearestExamples:
    """Examples in the order of their intents; `first` (k,) is where each intent's begin.

    `axes` (d, r) are the directions, `vectors` (n, r) the examples along them, of length 1.
    """

    axes: Floats
    vectors: Floats
    first: npt.NDArray[np.int64]

    def nearness(self, vector: Floats) -> Floats:
        """The cosine to the nearest example of each intent, in the order of the intents."""
        cosines = self.vectors @ _unit(vector @ self.axes)
        nearest: Floats = np.maximum.reduceat(cosines, self.first)
        return nearest


def keep_examples(
    vectors: Floats, labels: Sequence[str], intents: Sequence[str], directions: int = DIRECTIONS
) -> NearestExamples:
    """Keep the examples of these intents; each has some."""
    numbers = np.array([intents.index(label) for label in labels])
    order = np.argsort(numbers, kind="stable")
    step = max(1, min(_SAMPLE, len(vectors) // (2 * directions)))
    _, _, axes = np.linalg.svd(vectors[::step], full_matrices=False)
    axes = np.ascontiguousarray(axes[:directions].T.astype(np.float32))
    kept = np.stack([_unit(row) for row in vectors[order] @ axes]).astype(np.float32)
    return NearestExamples(axes, kept, np.searchsorted(numbers[order], np.arange(len(intents))))


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt(vector @ vector))
    return vector / length if length else vector
