"""The highest of many scores: what ordering all of them would give."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from knowledge.highest import highest


@given(st.integers(0, 5000), st.integers(1, 100), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_it_finds_what_ordering_all_finds(
    size: int, count: int, seed: int, share_of_zeros: float
) -> None:
    chooser = np.random.default_rng(seed)
    scores = chooser.random(size, dtype=np.float32)
    scores[chooser.random(size) < share_of_zeros] = 0.0
    found = highest(scores, count)
    expected = np.sort(scores)[::-1][:count]
    np.testing.assert_array_equal(scores[found], expected[expected > 0])
    assert len(set(found.tolist())) == len(found)
