"""Nearest passages by meaning: unit vectors in FAISS (Johnson, Douze & Jégou 2019).

Exact inner product while the collection is small; past `EXACT_UP_TO` passages a graph of neighbours
(HNSW, Malkov & Yashunin 2018), where an exact search would cost more than it gains.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import faiss
import numpy as np
import numpy.typing as npt

EXACT_UP_TO: Final = 200_000
_NEIGHBOURS: Final = 32
_BUILD_BREADTH: Final = 200
_SEARCH_BREADTH: Final = 128

Vectors = npt.NDArray[np.float32]


def build_dense(vectors: Vectors) -> faiss.Index:
    """An index over the rows of `vectors` (n, d), float32 and of unit length."""
    count, dimension = vectors.shape
    if count <= EXACT_UP_TO:
        index = faiss.IndexFlatIP(dimension)
    else:
        index = faiss.IndexHNSWFlat(dimension, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _BUILD_BREADTH
        index.hnsw.efSearch = _SEARCH_BREADTH
    index.add(np.ascontiguousarray(vectors))
    return index


def save_dense(index: faiss.Index, path: Path) -> None:
    """Write the index to a file."""
    faiss.write_index(index, str(path))


def load_dense(path: Path) -> faiss.Index:
    """Read an index, memory-mapped, so that workers share its pages.

    Raises:
        RuntimeError: the file is not a FAISS index.
    """
    return faiss.read_index(str(path), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)


def nearest(
    index: faiss.Index, query: Vectors, count: int
) -> tuple[Vectors, npt.NDArray[np.int64]]:
    """Cosines and row numbers of the `count` nearest passages to one query (1, d)."""
    cosines, rows = index.search(query, min(count, index.ntotal))
    found = rows[0] >= 0
    return cosines[0][found], rows[0][found]
