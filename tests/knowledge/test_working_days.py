"""Working days against a second, independent calendar, and how they are counted."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.working_days import MOST_DAYS, WorkingDays, working_days

FIRST, LAST = date(2019, 1, 1), date(2026, 12, 31)
"""What `chinesecalendar` knows and we promise."""

FIRST_OF_2026, ONE = date(2026, 1, 1), timedelta(days=1)

days = st.dates(FIRST, date(2035, 12, 31))
counts = st.integers(0, 40)


def test_every_day_is_as_in_the_other_calendar() -> None:
    calendar = working_days()
    every = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    ours = {day for day in every if calendar.is_working_day(day)}
    theirs = {day for day in every if chinese_calendar.is_workday(day)}
    assert ours == theirs


def test_the_notice_of_each_past_year_is_known() -> None:
    assert all(working_days().is_published(year) for year in range(2019, 2027))
    assert not working_days().is_published(2039)


def test_days_added_by_hand_win() -> None:
    saturday, monday = date(2027, 1, 2), date(2027, 1, 4)
    assert not working_days().is_working_day(saturday)
    assert working_days().is_working_day(monday)
    changed = WorkingDays(days_off=[monday], days_worked=[saturday])
    assert changed.is_working_day(saturday)
    assert not changed.is_working_day(monday)
    assert changed.is_published(2027)


def test_weekends_beside_a_holiday_belong_to_it() -> None:
    holidays = [
        day for n in range(365) if working_days().is_holiday(day := FIRST_OF_2026 + n * ONE)
    ]
    spans = ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21"]
    spans += ["09-25 09-27", "10-01 10-07"]  # as the notice for 2026 has them
    expected = []
    for span in spans:
        first, last = (date.fromisoformat(f"2026-{end}") for end in span.split())
        expected += [first + n * ONE for n in range((last - first).days + 1)]
    assert holidays == expected


@given(days, counts)
def test_a_day_reached_is_worked_and_that_many_away(start: date, count: int) -> None:
    calendar = working_days()
    reached = calendar.add(start, count)
    assert calendar.between(start, reached) == count
    assert count == 0 or calendar.is_working_day(reached)
    assert calendar.between(reached, start) == -count


@given(days, counts, counts)
def test_counting_in_two_parts_is_counting_at_once(start: date, a: int, b: int) -> None:
    calendar = working_days()
    assert calendar.add(calendar.add(start, a), b) == calendar.add(start, a + b)


@given(days)
def test_the_next_working_day_is_the_nearest(day: date) -> None:
    calendar = working_days()
    found = calendar.next_working_day(day)
    assert calendar.is_working_day(found)
    assert calendar.between(day, found) == (0 if found == day else 1)


@pytest.mark.parametrize("count", [-1, MOST_DAYS + 1])
def test_a_count_out_of_bounds_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match=str(count)):
        working_days().add(FIRST, count)
