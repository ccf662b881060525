"""Dense search: exact below a size, by codes above; the same to its users, on disk as in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.dense import ExactSearch, PackedSearch, build_dense, load_dense, nearest, save_dense

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


def test_codes_above_the_size_find_nearly_the_same() -> None:
    vectors, queries = _vectors(3000), _vectors(50, seed=1)
    exact, packed = (build_dense(vectors, exact_up_to=size) for size in (3000, 2999))
    assert isinstance(exact, ExactSearch)
    assert isinstance(packed, PackedSearch)
    shares = []
    for query in queries:
        right, found = (nearest(dense, query[None, :], 20) for dense in (exact, packed))
        assert np.all(np.diff(found[0]) <= 0)
        np.testing.assert_allclose(found[0], vectors[found[1]] @ query, atol=1e-6)
        shares.append(np.isin(right[1], found[1]).mean())
    assert np.mean(shares) > 0.98


def test_codes_find_all_where_all_are_asked_for() -> None:
    packed = build_dense(_vectors(800), exact_up_to=100)
    cosines, rows = nearest(packed, _vectors(1, seed=3), 1000)
    assert sorted(rows.tolist()) == list(range(800))
    assert len(cosines) == 800


@pytest.mark.parametrize("exact_up_to", [800, 100], ids=["exact", "packed"])
def test_it_is_the_same_after_reading(tmp_path: Path, exact_up_to: int) -> None:
    dense = build_dense(_vectors(800), exact_up_to)
    save_dense(dense, tmp_path / "dense.index")
    read = load_dense(tmp_path / "dense.index")
    assert type(read) is type(dense)
    query = _vectors(1, seed=2)
    for before, after in zip(nearest(dense, query, 10), nearest(read, query, 10), strict=True):
        np.testing.assert_array_equal(before, after)


@pytest.mark.parametrize("exact_up_to", [800, 100], ids=["exact", "packed"])
def test_vectors_are_mapped_not_copied(tmp_path: Path, exact_up_to: int) -> None:
    save_dense(build_dense(_vectors(800), exact_up_to), tmp_path / "dense.index")
    assert isinstance(load_dense(tmp_path / "dense.index").vectors.base, np.memmap)


@pytest.mark.parametrize("content", [b"", b"x", b"IxPQ of nothing"])
def test_other_codes_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dense.index"
    save_dense(build_dense(_vectors(800), exact_up_to=100), path)
    (tmp_path / "dense.index.codes").write_bytes(content)
    with pytest.raises((OSError, ValueError, RuntimeError)):
        load_dense(path)


def test_codes_of_other_vectors_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "dense.index"
    save_dense(build_dense(_vectors(800), exact_up_to=100), path)
    save_dense(build_dense(_vectors(700), exact_up_to=700), path)
    with pytest.raises(ValueError, match="codes"):
        load_dense(path)


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
