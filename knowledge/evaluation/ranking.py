"""How high a right entry stands among those found, over some questions.

hit@1 and hit@3 (a right entry is first, or among the first three), MRR (Voorhees 1999), nDCG@10
(Järvelin & Kekäläinen 2002); the interval of hit@1 by bootstrap (Efron 1979).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.evaluation.sets import Question

DEPTH: Final = 10
_RESAMPLES: Final = 1000

Rank = Callable[[str, str], Sequence[str]]
"""From a question and its language to the entries found, the best first."""


@dataclass(frozen=True)
class Ranked:
    """A question and the entries found for it, the best first."""

    question: Question
    entries: tuple[str, ...]

    @property
    def gains(self) -> tuple[int, ...]:
        """1 for each entry that answers the question, 0 for the others."""
        return tuple(int(entry in self.question.gold) for entry in self.entries[:DEPTH])

    @property
    def rank(self) -> int | None:
        """Where the first right entry stands, from 1; None where there is none."""
        gains = self.gains
        return gains.index(1) + 1 if 1 in gains else None

    @property
    def is_right(self) -> bool:
        """Whether the first entry answers the question."""
        return self.rank == 1


@dataclass(frozen=True)
class Ranking:
    """Means over some questions, 0-1. `interval` is the 95 % interval of hit@1."""

    count: int
    hit1: float
    hit3: float
    mrr: float
    ndcg10: float
    interval: tuple[float, float]


def rank_all(rank: Rank, questions: Iterable[Question]) -> list[Ranked]:
    """Ask every question."""
    return [Ranked(q, tuple(rank(q.text, q.language)[:DEPTH])) for q in questions]


def score_ranking(ranked: Sequence[Ranked]) -> Ranking:
    """The measures over some questions.

    Raises:
        ValueError: there are none.
    """
    if not ranked:
        raise ValueError("no questions to score")
    ranks = [one.rank for one in ranked]
    return Ranking(
        count=len(ranked),
        hit1=share(rank == 1 for rank in ranks),
        hit3=share(rank is not None and rank <= 3 for rank in ranks),
        mrr=share(1 / rank if rank else 0.0 for rank in ranks),
        ndcg10=share(map(_ndcg, ranked)),
        interval=bootstrap([float(rank == 1) for rank in ranks]),
    )


def share(values: Iterable[float]) -> float:
    """The mean, to four digits; 0 where there is nothing."""
    found = list(values)
    return round(sum(found) / max(1, len(found)), 4)


def bootstrap(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of a mean, by drawing as many values with replacement again and again."""
    chooser = np.random.default_rng(0)
    drawn = chooser.integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.quantile(np.asarray(values)[drawn].mean(axis=1), (0.025, 0.975))
    return round(float(low), 4), round(float(high), 4)


def _ndcg(ranked: Ranked) -> float:
    gained = sum(gain / math.log2(at + 2) for at, gain in enumerate(ranked.gains))
    best = sum(1 / math.log2(at + 2) for at in range(min(len(ranked.question.gold), DEPTH)))
    return gained / best if best else 0.0
