"""The benchmark of growing indexes: what it searches, and what it writes down."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np

from benchmarks.index_size import at_size, plot, report, synthetic_passages

DIMENSION = 16


def _real(count: int) -> np.ndarray:
    drawn = np.random.default_rng(1).standard_normal((count, DIMENSION)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def test_synthetic_passages_are_near_to_real_ones() -> None:
    real = _real(20)
    made = synthetic_passages(real, 500)
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert (made @ real.T).max(axis=1).mean() > 0.7
    assert len(np.unique(made.round(4), axis=0)) == 500
    np.testing.assert_array_equal(made, synthetic_passages(real, 500))


def test_every_size_has_a_row_and_the_chart_is_well_formed(tmp_path: Path) -> None:
    vectors, queries = synthetic_passages(_real(20), 1000), _real(5)
    costs = [at_size(vectors, queries), at_size(vectors[:700], queries)]
    assert all(0.8 < cost.packed_recall <= 1 for cost in costs)
    assert report(costs).count("| 1,000 |") == report(costs).count("| 700 |") == 1
    plot(costs, tmp_path / "images" / "index-size.svg")
    ElementTree.parse(tmp_path / "images" / "index-size.svg")
