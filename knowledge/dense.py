"""Nearest passages by meaning: unit vectors in FAISS (Douze et al. 2024).

Comparing every vector reads all of them from memory, which is what such a search costs. Past
`EXACT_UP_TO` vectors each is also kept in a sixteenth of its size, as a product code (Jégou, Douze
& Schmid 2011) laid out for comparing many at once (André, Kermarrec & Le Scouarnec 2015): the codes
name the most promising ones, and only those are compared as they are. What that costs and how much
it misses is measured: `python -m benchmarks index`, docs/retrieval.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

import faiss
import numpy as np
import numpy.typing as npt

EXACT_UP_TO: Final = 10_000
_PROMISING: Final = 8
"""How many times as many vectors as are asked for the codes name."""

_VALUES_A_PART: Final = 2
_BITS_A_PART: Final = 4
_LEARNT_FROM: Final = 20_000
"""So many vectors, evenly spread, are enough to choose what a code stands for."""

_CODES: Final = ".codes"

Vectors = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class Dense(Protocol):
    """Something that finds the nearest of its vectors (n, d); threads may share it."""

    vectors: Vectors

    def search(self, query: Vectors, count: int) -> tuple[Vectors, Integers]:
        """Cosines and rows of the `count` nearest, the nearest first, for a query (1, d)."""


class ExactSearch:
    """Every vector is compared: FAISS's brute force over rows that may be memory-mapped."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors

    def search(self, query: Vectors, count: int) -> tuple[Vectors, Integers]:
        """Cosines and rows of the `count` nearest, the nearest first, for a query (1, d)."""
        cosines, rows = faiss.knn(query, self.vectors, count, metric=faiss.METRIC_INNER_PRODUCT)
        return cosines[0], rows[0]


class PackedSearch:
    """Every code is compared, and the vectors of those that are nearest by their codes."""

    def __init__(self, vectors: Vectors, codes: faiss.IndexPQFastScan) -> None:
        self.vectors = vectors
        self.codes = codes

    def search(self, query: Vectors, count: int) -> tuple[Vectors, Integers]:
        """Cosines and rows of the `count` nearest, the nearest first, for a query (1, d)."""
        rows = self.codes.search(query, min(_PROMISING * count, len(self.vectors)))[1][0]
        rows = rows[rows >= 0]
        cosines = self.vectors[rows] @ query[0]
        order = np.argsort(-cosines, kind="stable")[:count]
        return cosines[order], rows[order]


def build_dense(vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> Dense:
    """A search over the rows of `vectors` (n, d), float32 and of unit length; d is even."""
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    return ExactSearch(vectors) if len(vectors) <= exact_up_to else build_packed(vectors)


def build_packed(vectors: Vectors) -> PackedSearch:
    """A search by codes over the rows of `vectors` (n, d); d is even."""
    dimension = vectors.shape[1]
    codes = faiss.IndexPQFastScan(
        dimension, dimension // _VALUES_A_PART, _BITS_A_PART, faiss.METRIC_INNER_PRODUCT
    )
    step = max(1, len(vectors) // _LEARNT_FROM)
    codes.train(np.ascontiguousarray(vectors[::step]))
    codes.add(vectors)
    return PackedSearch(vectors, codes)


def save_dense(dense: Dense, path: Path) -> None:
    """Write the vectors to a file, and their codes, where there are any, to one beside it."""
    with path.open("wb") as stream:
        np.save(stream, dense.vectors, allow_pickle=False)
    if isinstance(dense, PackedSearch):
        faiss.write_index(dense.codes, str(_codes_of(path)))


def load_dense(path: Path) -> Dense:
    """Read it. Vectors are memory-mapped, so that workers share their pages.

    Raises:
        OSError, ValueError, RuntimeError: the files do not hold one.
    """
    mapped = np.lib.format.open_memmap(path, mode="r")  # type: ignore[no-untyped-call]
    vectors = np.asarray(mapped)
    if vectors.ndim != 2 or vectors.dtype != np.float32:
        raise ValueError(f"{path.name}: not rows of float32")
    if not _codes_of(path).exists():
        return ExactSearch(vectors)
    codes = faiss.read_index(str(_codes_of(path)))
    if not isinstance(codes, faiss.IndexPQFastScan) or (codes.ntotal, codes.d) != vectors.shape:
        raise ValueError(f"{_codes_of(path).name}: not the codes of {path.name}")
    return PackedSearch(vectors, codes)


def nearest(dense: Dense, query: Vectors, count: int) -> tuple[Vectors, Integers]:
    """Cosines and row numbers of the `count` nearest passages to one query (1, d)."""
    return dense.search(query, min(count, len(dense.vectors)))


def _codes_of(path: Path) -> Path:
    return path.with_name(path.name + _CODES)
