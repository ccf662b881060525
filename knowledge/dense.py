"""Nearest passages by meaning: unit vectors in FAISS (Johnson, Douze & Jégou 2019).

Exact inner product while the collection is small; past `EXACT_UP_TO` passages a graph of neighbours
(HNSW, Malkov & Yashunin 2018), where an exact search would cost more than it gains. The number is
measured: `python -m benchmarks index`, docs/retrieval.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, Protocol

import faiss
import numpy as np
import numpy.typing as npt

EXACT_UP_TO: Final = 100_000
_NEIGHBOURS: Final = 32
_BUILD_BREADTH: Final = 200
_SEARCH_BREADTH: Final = 128
_NUMPY: Final = b"\x93NUMPY"
"""How a file of vectors begins; any other is taken for a FAISS index."""

Vectors = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class Dense(Protocol):
    """Something that finds the nearest of `ntotal` vectors; threads may share it."""

    @property
    def ntotal(self) -> int:
        """How many vectors there are."""

    def search(self, queries: Vectors, count: int) -> tuple[Vectors, Integers]:
        """Cosines and rows (n, count), the nearest first, for queries (n, d)."""


class ExactSearch:
    """Every vector is compared: FAISS's brute force over rows that may be memory-mapped."""

    def __init__(self, vectors: Vectors) -> None:
        self.vectors = vectors
        self.ntotal = len(vectors)

    def search(self, queries: Vectors, count: int) -> tuple[Vectors, Integers]:
        """Cosines and rows (n, count), the nearest first, for queries (n, d)."""
        cosines, rows = faiss.knn(queries, self.vectors, count, metric=faiss.METRIC_INNER_PRODUCT)
        return cosines, rows


def build_dense(vectors: Vectors, exact_up_to: int = EXACT_UP_TO) -> Dense:
    """A search over the rows of `vectors` (n, d), float32 and of unit length."""
    vectors = np.ascontiguousarray(vectors, dtype=np.float32)
    return ExactSearch(vectors) if len(vectors) <= exact_up_to else build_graph(vectors)


def build_graph(vectors: Vectors) -> faiss.Index:
    """A graph of neighbours over the rows of `vectors` (n, d)."""
    index = faiss.IndexHNSWFlat(vectors.shape[1], _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = _BUILD_BREADTH
    index.hnsw.efSearch = _SEARCH_BREADTH
    index.add(vectors)
    return index


def save_dense(dense: Dense, path: Path) -> None:
    """Write the vectors, or the graph with its vectors, to a file."""
    if isinstance(dense, ExactSearch):
        with path.open("wb") as stream:
            np.save(stream, dense.vectors, allow_pickle=False)
    else:
        faiss.write_index(dense, str(path))


def load_dense(path: Path) -> Dense:
    """Read it. Vectors are memory-mapped, so that workers share their pages; this version of FAISS
    can only read a graph into the memory of each.

    Raises:
        OSError, ValueError, RuntimeError: the file holds neither.
    """
    with path.open("rb") as stream:
        is_exact = stream.read(len(_NUMPY)) == _NUMPY
    if not is_exact:
        graph: Dense = faiss.read_index(str(path))
        return graph
    vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    if vectors.ndim != 2 or vectors.dtype != np.float32:
        raise ValueError(f"{path.name}: not rows of float32")
    return ExactSearch(vectors)


def nearest(dense: Dense, query: Vectors, count: int) -> tuple[Vectors, Integers]:
    """Cosines and row numbers of the `count` nearest passages to one query (1, d)."""
    cosines, rows = dense.search(query, min(count, dense.ntotal))
    found = rows[0] >= 0
    return cosines[0][found], rows[0][found]
