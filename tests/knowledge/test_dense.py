"""Dense search: exact below a size, a graph above; the same to its users, on disk as in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dense import ExactSearch, build_dense, load_dense, nearest, save_dense

DIMENSION = 16


def _vectors(count: int, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


@given(st.integers(1, 300), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_exact_search_finds_the_highest_cosines(size: int, count: int, seed: int) -> None:
    vectors, query = _vectors(size, seed), _vectors(1, seed + 1)
    cosines, rows = nearest(build_dense(vectors), query, count)
    expected = np.sort(vectors @ query[0])[::-1][:count]
    np.testing.assert_allclose(cosines, expected, atol=1e-5)
    np.testing.assert_allclose(vectors[rows] @ query[0], expected, atol=1e-5)
    assert len(set(rows.tolist())) == min(size, count)


def test_a_graph_above_the_size_finds_nearly_the_same() -> None:
    vectors, queries = _vectors(3000), _vectors(50, seed=1)
    exact, graph = build_dense(vectors), build_dense(vectors, exact_up_to=2999)
    assert isinstance(exact, ExactSearch)
    assert not isinstance(graph, ExactSearch)
    assert isinstance(build_dense(vectors, exact_up_to=3000), ExactSearch)
    shares = []
    for query in queries:
        right, found = (nearest(dense, query[None, :], 20)[1] for dense in (exact, graph))
        shares.append(np.isin(right, found).mean())
    assert np.mean(shares) > 0.95


@pytest.mark.parametrize("exact_up_to", [500, 100], ids=["exact", "graph"])
def test_it_is_the_same_after_reading(tmp_path: Path, exact_up_to: int) -> None:
    dense = build_dense(_vectors(300), exact_up_to)
    save_dense(dense, tmp_path / "dense.index")
    read = load_dense(tmp_path / "dense.index")
    assert type(read) is type(dense)
    assert read.ntotal == 300
    query = _vectors(1, seed=2)
    for before, after in zip(nearest(dense, query, 10), nearest(read, query, 10), strict=True):
        np.testing.assert_array_equal(before, after)


def test_exact_vectors_are_mapped_not_copied(tmp_path: Path) -> None:
    save_dense(build_dense(_vectors(300)), tmp_path / "dense.index")
    read = load_dense(tmp_path / "dense.index")
    assert isinstance(read, ExactSearch)
    assert isinstance(read.vectors, np.memmap)


@pytest.mark.parametrize("content", [b"", b"x", b"\x93NUMPY", b"\x93NUMPY\x01\x00\x10\x00{}"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dense.index"
    path.write_bytes(content)
    with pytest.raises((OSError, ValueError, RuntimeError)):
        load_dense(path)


def test_vectors_of_another_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense.index"
    with path.open("wb") as stream:
        np.save(stream, np.zeros((3, 4), dtype=np.float64))
    with pytest.raises(ValueError, match="float32"):
        load_dense(path)
