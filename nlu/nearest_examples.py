"""How near a message is to the examples of each intent.

A linear model draws one border an intent, but people say it in ways that have little in common.
The nearest example knows of each of them (nearest neighbours, Cover & Hart 1967). Vectors are kept
along the directions in which the examples differ most (Pearson 1901) and in 16 bits: what a message
costs is to read them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import faiss
import numpy as np
import numpy.typing as npt

DIRECTIONS: Final = 96
_SAMPLE: Final = 4
"""Every so many examples are looked at for the directions, where there are plenty."""

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class NearestExamples:
    """Examples in the order of their intents; `first` (k,) is where each intent's begin.

    `axes` (d, r) are the directions, `vectors` (n, r) the examples along them, of length 1.
    """

    def __init__(self, axes: Floats, vectors: npt.NDArray[np.float16], first: Integers) -> None:
        self.axes = axes
        self.vectors = vectors
        self.first = first
        self._index = _by_intent(vectors, first)

    def nearness(self, vector: Floats, intents: Integers | None = None) -> Floats:
        """The cosine to the nearest example of each of these intents, or of all of them in order.
        What it costs is how many examples they have."""
        lists = np.arange(len(self.first)) if intents is None else intents
        queries = np.tile(_unit(vector @ self.axes), (len(lists), 1))
        unused = np.zeros((len(lists), 1), dtype=np.float32)
        cosines, _ = self._index.search_preassigned(queries, 1, lists[:, None], unused)
        nearest: Floats = cosines[:, 0]
        return nearest


def _by_intent(vectors: npt.NDArray[np.float16], first: Integers) -> faiss.Index:
    """The examples in FAISS, a list for each intent: one call looks through all the lists."""
    count, directions = vectors.shape
    single = vectors.astype(np.float32)
    rows = np.arange(count, dtype=np.int64)
    intents = np.searchsorted(first, rows, side="right") - 1
    never_asked = faiss.IndexFlatIP(directions)  # which list a vector is in is given
    index = faiss.IndexIVFScalarQuantizer(
        never_asked,
        directions,
        len(first),
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    index.is_trained = True
    index.add_core(count, *map(faiss.swig_ptr, (single, rows, intents)))
    return index


def keep_examples(
    vectors: Floats, labels: Sequence[str], intents: Sequence[str], directions: int = DIRECTIONS
) -> NearestExamples:
    """Keep the examples of these intents; each has some."""
    numbers = np.array([intents.index(label) for label in labels])
    order = np.argsort(numbers, kind="stable")
    step = max(1, min(_SAMPLE, len(vectors) // (2 * directions)))
    _, _, axes = np.linalg.svd(vectors[::step], full_matrices=False)
    axes = np.ascontiguousarray(axes[:directions].T.astype(np.float32))
    kept = np.stack([_unit(row) for row in vectors[order] @ axes]).astype(np.float16)
    return NearestExamples(axes, kept, np.searchsorted(numbers[order], np.arange(len(intents))))


def _unit(vector: Floats) -> Floats:
    length = float(np.sqrt(vector @ vector))
    return vector / length if length else vector
