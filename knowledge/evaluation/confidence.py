"""Whether the confidence means what it says, and what another threshold would cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from knowledge.evaluation.ranking import share

_BINS: Final = 10
_STEPS: Final = 50


class Sure(Protocol):
    """A message, how sure the program is (0-1) that its best entry answers, and whether it does."""

    @property
    def confidence(self) -> float: ...
    @property
    def is_right(self) -> bool: ...


@dataclass(frozen=True)
class Bin:
    """The messages of one range of confidence: how sure the program was, how often right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Point:
    """What one threshold does: shares of the questions, and of the messages out of scope."""

    threshold: float
    answered: float
    wrong: float
    answered_out_of_scope: float


def reliability(messages: Sequence[Sure]) -> list[Bin]:
    """Ten ranges of confidence of equal width; those without a message are left out."""
    bins = []
    for number in range(_BINS):
        inside = [one for one in messages if min(int(one.confidence * _BINS), _BINS - 1) == number]
        if inside:
            sure = share(one.confidence for one in inside)
            right = share(one.is_right for one in inside)
            bins.append(Bin(number / _BINS, (number + 1) / _BINS, len(inside), sure, right))
    return bins


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error (Naeini et al. 2015): the mean distance between how sure the
    program was and how often it was right, 0-1."""
    count = sum(one.count for one in bins)
    return round(
        sum(one.count * abs(one.confidence - one.right) for one in bins) / max(1, count), 4
    )


def trade_off(questions: Sequence[Sure], outside: Sequence[Sure]) -> list[Point]:
    """Answering less against being wrong less: what each threshold of the confidence would do."""
    points = []
    for step in range(_STEPS + 1):
        threshold = step / _STEPS
        answered = [one.confidence >= threshold for one in questions]
        wrong = [one.confidence >= threshold and not one.is_right for one in questions]
        beyond = [one.confidence >= threshold for one in outside]
        points.append(Point(threshold, share(answered), share(wrong), share(beyond)))
    return points
