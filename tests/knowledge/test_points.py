"""The points of the work permit: the published table, and what holds for any sum of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import load_library
from knowledge.points import FACTORS, Given, count_points, factor_points, steps, work_class

FACTS = load_library().facts
EDUCATION = ["none", "bachelor", "master", "doctor"]
CHINESE = ["none", "hsk1", "hsk2", "hsk3", "hsk4", "hsk5", "degree_in_chinese", "former_citizen"]

PEOPLE = st.fixed_dictionaries(
    {},
    optional={
        "salary": st.integers(0, 2_000_000),
        "education": st.sampled_from(EDUCATION),
        "experience": st.integers(0, 50),
        "months": st.integers(0, 12),
        "chinese": st.sampled_from(CHINESE),
        "age": st.integers(18, 90),
        "extra": st.booleans(),
    },
)


@pytest.mark.parametrize(
    ("factor", "value", "points"),
    [
        ("salary", 49_999, 0),
        ("salary", 50_000, 5),
        ("salary", 69_999, 5),
        ("salary", 70_000, 8),
        ("salary", 150_000, 11),
        ("salary", 250_000, 14),
        ("salary", 350_000, 17),
        ("salary", 449_999, 17),
        ("salary", 450_000, 20),
        ("education", "none", 0),
        ("education", "bachelor", 10),
        ("education", "master", 15),
        ("education", "doctor", 20),
        ("experience", 1, 0),
        ("experience", 2, 5),
        ("experience", 3, 6),
        ("experience", 17, 20),
        ("experience", 18, 20),
        ("months", 2, 0),
        ("months", 3, 5),
        ("months", 6, 10),
        ("months", 9, 15),
        ("chinese", "hsk3", 3),
        ("chinese", "former_citizen", 5),
        ("age", 18, 10),
        ("age", 25, 10),
        ("age", 26, 15),
        ("age", 45, 15),
        ("age", 46, 10),
        ("age", 55, 10),
        ("age", 56, 5),
        ("age", 60, 5),
        ("age", 61, 0),
        ("extra", True, 5),
        ("extra", False, 0),
    ],
)
def test_the_published_table(factor: Any, value: Any, points: int) -> None:
    assert factor_points(FACTS, factor, value) == points


@pytest.mark.parametrize(("points", "expected"), [(85, "A"), (84, "B"), (60, "B"), (59, "C")])
def test_the_thresholds(points: int, expected: str) -> None:
    assert work_class(FACTS, points) == expected


@given(PEOPLE)
def test_the_sum_is_that_of_its_rows_and_within_bounds(person: Given) -> None:
    points = count_points(FACTS, person)
    assert points.low == sum(row.low for row in points.rows)
    assert points.high == sum(row.high for row in points.rows)
    most = sum(row.maximum for row in points.rows)
    assert 0 <= points.low <= points.high <= most
    # The published maximum for Hangzhou counts what the province may add.
    assert most + points.province == FACTS["pt-12"].values["max_hangzhou"].value
    assert points.trial[0] <= points.trial[1]
    assert len(person) < len(FACTORS) or points.low == points.high


@given(PEOPLE, st.integers(0, 2_000_000), st.integers(0, 2_000_000))
def test_more_pay_is_never_worth_less(person: dict[str, Any], one: int, other: int) -> None:
    low, high = sorted((one, other))
    less, more = ({**person, "salary": pay} for pay in (low, high))
    assert count_points(FACTS, less).low <= count_points(FACTS, more).low


@given(PEOPLE, st.sampled_from(FACTORS))
def test_an_open_answer_spans_every_answer(person: dict[str, Any], factor: Any) -> None:
    person_without = {name: value for name, value in person.items() if name != factor}
    whole, part = count_points(FACTS, person), count_points(FACTS, person_without)
    assert part.low <= whole.low
    assert whole.high <= part.high


@given(PEOPLE)
def test_a_lift_gives_what_it_says(person: dict[str, Any]) -> None:
    points = count_points(FACTS, person)
    for lift in points.lifts:
        lifted = count_points(FACTS, {**person, lift.factor: lift.to})
        assert lifted.low == points.low + lift.gain > points.low


@given(PEOPLE)
def test_what_is_missing_leads_to_the_next_class(person: Given) -> None:
    points = count_points(FACTS, person)
    if points.lowest_class == "A":
        assert points.missing == 0
    else:
        reached = work_class(FACTS, points.low + points.missing)
        assert reached < points.lowest_class
        assert work_class(FACTS, points.low + points.missing - 1) == points.lowest_class


@given(st.sampled_from(["hsk1", "hsk2", "hsk3", "hsk4", "hsk5"]))
def test_the_trial_table_gives_twice_the_points_for_chinese(level: str) -> None:
    person: Given = {"chinese": level, "experience": 2, "salary": 0, "months": 0, "age": 70}
    whole: Given = {**person, "education": "none", "extra": False}
    points = count_points(FACTS, whole)
    chinese = next(row for row in points.rows if row.factor == "chinese")
    assert points.trial == (points.low + chinese.low, points.high + chinese.high)
    assert points.tables_differ


@pytest.mark.parametrize(
    ("factor", "value"),
    [("education", "max"), ("education", "wizard"), ("salary", "a lot"), ("chinese", 4)],
)
def test_what_the_table_does_not_know_is_refused(factor: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=r"pt-|number"):
        factor_points(FACTS, factor, value)


def test_steps_rise_in_their_own_unit() -> None:
    for fact in ("pt-02", "pt-05", "pt-08"):
        starts = [start for start, _ in steps(FACTS, fact)]
        assert starts == sorted(set(starts))
