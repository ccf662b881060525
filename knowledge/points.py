"""The work permit's points: the table as the facts have it, the sum, the class, what would lift it.

Pure functions; every figure comes from the facts `pt-01` to `pt-13` (the table published as
积分要素计分赋值表（暂行） and, beside it, the trial table of 2017 that some pages still show).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.figures import number, whole_number
from knowledge.model.fact import Fact

WorkClass = Literal["A", "B", "C"]
Factor = Literal["salary", "education", "experience", "months", "chinese", "age", "extra"]
FACTORS: Final[tuple[Factor, ...]] = (
    "salary",
    "education",
    "experience",
    "months",
    "chinese",
    "age",
    "extra",
)
FACTS: Final[Mapping[Factor, str]] = {
    "salary": "pt-02",
    "education": "pt-03",
    "experience": "pt-04",
    "months": "pt-05",
    "chinese": "pt-06",
    "age": "pt-08",
    "extra": "pt-09",
}
"""The fact that has the row of each factor."""

THRESHOLDS: Final = "pt-01"
PROVINCE: Final = "pt-10"
TRIAL: Final = "pt-13"
_NOTHING: Final = "none"

Facts = Mapping[str, Fact]
Given = Mapping[Factor, float | str | bool]
"""What is known of a person: yearly salary in CNY, highest education, full years of related work,
months a year in China, knowledge of Chinese, age, and whether one of the extras applies."""


@dataclass(frozen=True)
class Row:
    """The points of one factor: from `low` to `high`, where it is not known or tables differ."""

    factor: Factor
    low: int
    high: int
    maximum: int
    known: bool


@dataclass(frozen=True)
class Lift:
    """A change that would give more points: to this value of the factor, and how many more."""

    factor: Factor
    to: float | str
    gain: int


@dataclass(frozen=True)
class Points:
    """The sum by the current table, by its rows, and what remains open.

    `low` and `high` bound the sum where questions were left open; `trial` is the same by the trial
    table of 2017, `province` what the province may add at most.
    """

    rows: tuple[Row, ...]
    low: int
    high: int
    trial: tuple[int, int]
    province: int
    lowest_class: WorkClass
    highest_class: WorkClass
    missing: int
    """Points from the low sum to the next class; 0 in class A."""
    lifts: tuple[Lift, ...]

    @property
    def tables_differ(self) -> bool:
        """Whether the trial table gives another sum."""
        return self.trial != (self.low, self.high)


def count_points(facts: Facts, given: Given) -> Points:
    """The points of a person, for work in Hangzhou (which has no points for the place).

    >>> from knowledge.library import load_library
    >>> facts = load_library().facts
    >>> count_points(facts, {"education": "master", "salary": 300_000, "age": 35}).low
    44
    """
    rows = tuple(_row(facts, factor, given.get(factor)) for factor in FACTORS)
    low, high = sum(row.low for row in rows), sum(row.high for row in rows)
    lowest = work_class(facts, low)
    lifts = (_lift(facts, factor, given.get(factor)) for factor in FACTORS)
    return Points(
        rows=rows,
        low=low,
        high=high,
        trial=_trial(facts, rows, given),
        province=_points(facts, PROVINCE, "max"),
        lowest_class=lowest,
        highest_class=work_class(facts, high),
        missing=_missing(facts, low, lowest),
        lifts=tuple(sorted((one for one in lifts if one), key=lambda one: -one.gain)),
    )


def work_class(facts: Facts, points: int) -> WorkClass:
    """The class that a sum of points gives."""
    if points >= _points(facts, THRESHOLDS, "a"):
        return "A"
    return "B" if points >= _points(facts, THRESHOLDS, "b") else "C"


def factor_points(facts: Facts, factor: Factor, value: float | str | bool) -> int:
    """The points of one factor by the current table.

    Raises:
        ValueError: the table has no such value.
    """
    fact = FACTS[factor]
    if factor in ("education", "chinese"):
        return 0 if value == _NOTHING else _named(facts, fact, value)
    if factor == "extra":
        return _points(facts, fact, "each") if value is True else 0
    if isinstance(value, bool | str):
        raise ValueError(f"{factor} is a number")
    if factor == "experience":
        return _experience(facts, value, _points(facts, fact, "max"))
    return _stepped(facts, fact, value)


def steps(facts: Facts, fact: str) -> list[tuple[float, int]]:
    """The steps of a row that rises and falls with a number: from where, how many points."""
    found, step = [], 1
    while f"step_{step}" in facts[fact].values:
        start = _number(facts, fact, f"step_{step}_from")
        found.append((start, _points(facts, fact, f"step_{step}")))
        step += 1
    return found


def _row(facts: Facts, factor: Factor, value: float | str | bool | None) -> Row:
    maximum = _points(facts, FACTS[factor], "max")
    if value is None:
        return Row(factor, 0, maximum, maximum, known=False)
    points = factor_points(facts, factor, value)
    return Row(factor, points, points, maximum, known=True)


def _stepped(facts: Facts, fact: str, value: float) -> int:
    return next((points for start, points in reversed(steps(facts, fact)) if value >= start), 0)


def _experience(facts: Facts, years: float, most: int) -> int:
    fact = FACTS["experience"]
    first = _number(facts, fact, "first_years")
    if years < first:
        return 0
    more = int(years - first) * _points(facts, fact, "each_extra_year")
    return min(most, _points(facts, fact, "two_years") + more)


def _trial(facts: Facts, rows: tuple[Row, ...], given: Given) -> tuple[int, int]:
    """The sum by the trial table, which has other points for experience and for Chinese."""
    spans = [_trial_span(facts, row, given.get(row.factor)) for row in rows]
    return sum(low for low, _ in spans), sum(high for _, high in spans)


def _trial_span(facts: Facts, row: Row, value: float | str | bool | None) -> tuple[int, int]:
    if row.factor == "experience":
        most = _points(facts, TRIAL, "experience_max")
        return (min(row.low, most), min(row.high, most))
    if row.factor == "chinese" and value is None:
        return (0, _points(facts, TRIAL, "chinese_max"))
    if row.factor == "chinese" and value in facts[TRIAL].values:
        points = _points(facts, TRIAL, str(value))
        return (points, points)
    return (row.low, row.high)


def _missing(facts: Facts, points: int, reached: WorkClass) -> int:
    if reached == "A":
        return 0
    return _points(facts, THRESHOLDS, "b" if reached == "C" else "a") - points


def _lift(facts: Facts, factor: Factor, value: float | str | bool | None) -> Lift | None:
    """The next step up of a factor that a person can change; nobody can change their age."""
    if value is None or factor in ("age", "extra"):
        return None
    points = factor_points(facts, factor, value)
    gains = (
        (to, factor_points(facts, factor, to) - points) for to in _ladder(facts, factor, value)
    )
    return next((Lift(factor, to, gain) for to, gain in gains if gain > 0), None)


def _ladder(facts: Facts, factor: Factor, value: float | str) -> Sequence[float | str]:
    """The values of a factor that come after `value`, by rising points."""
    if factor == "education":
        return ("bachelor", "master", "doctor")
    if factor == "chinese":
        return ("hsk1", "hsk2", "hsk3", "hsk4", "hsk5")
    if factor == "experience":
        return (max(_number(facts, FACTS[factor], "first_years"), int(value) + 1),)
    return [start for start, _ in steps(facts, FACTS[factor])]


def _named(facts: Facts, fact: str, value: object) -> int:
    if not isinstance(value, str) or value not in facts[fact].values or value == "max":
        raise ValueError(f"{fact} has no points for {value!r}")
    return _points(facts, fact, value)


def _points(facts: Facts, fact: str, name: str) -> int:
    return whole_number(facts, f"{fact}.{name}")


def _number(facts: Facts, fact: str, name: str) -> float:
    return number(facts, f"{fact}.{name}")
