"""The highest of many scores, without ordering the rest."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

_DEPTH: Final = 32


def highest(scores: npt.NDArray[np.float32], count: int) -> npt.NDArray[np.int64]:
    """Where the `count` highest of `scores` (n,) stand, the highest first; only those above 0.

    The scores are laid out as a table with `_DEPTH` rows. The highest `count` of them stand in at
    most as many of its columns, those with the highest maxima, so only these columns are ordered.

    >>> highest(np.array([0.5, 0.0, 2.0, 1.0], dtype=np.float32), 3).tolist()
    [2, 3, 0]
    """
    width = len(scores) // _DEPTH
    if width <= count:
        return _ordered(np.arange(len(scores)), scores, count)
    maxima = scores[: _DEPTH * width].reshape(_DEPTH, width).max(axis=0)
    columns = np.argpartition(maxima, width - count)[width - count :]
    table = (np.arange(_DEPTH)[:, None] * width + columns).ravel()
    places = np.concatenate([table, np.arange(_DEPTH * width, len(scores))])
    return _ordered(places, scores[places], count)


def _ordered(
    places: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], count: int
) -> npt.NDArray[np.int64]:
    if len(places) > count:
        kept = np.argpartition(scores, len(scores) - count)[len(scores) - count :]
        places, scores = places[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")
    found: npt.NDArray[np.int64] = places[order[scores[order] > 0]]
    return found
