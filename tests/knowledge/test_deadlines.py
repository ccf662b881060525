"""Deadlines: both ways of counting, weekends and holidays, leap days, year ends, caps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.deadlines import RULES, Event, deadline, facts_of
from knowledge.library import load_library
from knowledge.stays import overstay, stay
from knowledge.working_days import working_days

FACTS = load_library().facts
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
EVENTS = st.sampled_from(get_args(Event))


@pytest.mark.parametrize(
    ("event", "start", "safe", "latest"),
    [
        ("move_in", "2026-03-01", "2026-03-01", "2026-03-02"),
        ("entry", "2026-03-01", "2026-03-30", "2026-03-31"),
        ("entry", "2024-02-01", "2024-03-01", "2024-03-02"),  # over a leap day
        ("entry", "2026-12-15", "2027-01-13", "2027-01-14"),  # over the year's end
        ("permit_expiry", "2026-03-31", "2026-03-01", "2026-03-02"),
        ("permit_expiry", "2028-03-30", "2028-02-29", "2028-03-01"),
        ("visa_expiry", "2026-01-03", "2025-12-27", "2025-12-28"),
        ("work_permit_expiry", "2026-06-30", "2026-05-31", "2026-06-01"),
        ("permit_change", "2026-03-01", "2026-03-10", "2026-03-11"),
        ("newborn", "2026-03-01", "2026-04-29", "2026-04-30"),
    ],
)
def test_both_ways_of_counting(event: Event, start: str, safe: str, latest: str) -> None:
    found = deadline(FACTS, event, date.fromisoformat(start), date(2026, 1, 1), working_days())
    assert (found.safe.isoformat(), found.latest.isoformat()) == (safe, latest)


@given(EVENTS, DAYS, DAYS)
def test_the_safe_day_is_never_the_later_one(event: Event, start: date, today: date) -> None:
    found = deadline(FACTS, event, start, today, working_days())
    assert found.safe <= found.latest
    assert found.days_left == (found.safe - today).days
    assert (found.safe < start) == RULES[event].before
    assert found.opens is None or found.opens < found.safe
    assert found.next_office_day >= today
    assert working_days().is_working_day(found.next_office_day)


@given(EVENTS, DAYS, DAYS)
def test_the_office_day_is_open_and_in_time(event: Event, start: date, today: date) -> None:
    calendar = working_days()
    found = deadline(FACTS, event, start, today, calendar)
    if not RULES[event].office:
        return
    if found.office_day is None:
        between = (today + timedelta(days=n) for n in range((found.safe - today).days + 1))
        assert not any(calendar.is_working_day(day) for day in between)
    else:
        assert today <= found.office_day <= found.safe
        assert calendar.is_working_day(found.office_day)


@given(EVENTS, DAYS)
def test_a_day_later_is_due_a_day_later(event: Event, start: date) -> None:
    today = date(2026, 1, 1)
    first = deadline(FACTS, event, start, today, working_days())
    second = deadline(FACTS, event, start + timedelta(days=1), today, working_days())
    assert second.safe - first.safe == timedelta(days=1)
    assert second.latest >= first.latest


def test_a_holiday_brings_the_office_day_forward() -> None:
    # 30 days before 3 November 2026 is 4 October, inside the National Day holiday.
    found = deadline(FACTS, "permit_expiry", date(2026, 11, 3), date(2026, 9, 1), working_days())
    assert found.safe == date(2026, 10, 4)
    assert found.office_day == date(2026, 9, 30)
    assert found.calendar_known


def test_a_holiday_that_is_on_leaves_the_first_day_after_it() -> None:
    found = deadline(FACTS, "permit_expiry", date(2026, 11, 3), date(2026, 10, 2), working_days())
    assert found.office_day is None
    assert found.next_office_day == date(2026, 10, 8)


def test_ten_working_days_are_more_than_ten_days() -> None:
    found = deadline(
        FACTS, "work_permit_change", date(2026, 3, 2), date(2026, 3, 2), working_days()
    )
    assert found.safe == date(2026, 3, 11)
    assert found.latest == date(2026, 3, 16)


def test_a_year_without_a_published_calendar_says_so() -> None:
    found = deadline(FACTS, "entry", date(2034, 3, 1), date(2034, 3, 1), working_days())
    assert not found.calendar_known


@given(DAYS, st.integers(1, 365), DAYS)
def test_a_stay_is_counted_from_the_day_after_entry(entered: date, days: int, today: date) -> None:
    found = stay(FACTS, entered, days, today)
    assert (found.last_day - entered).days == days
    assert found.extend_by < found.last_day


@given(DAYS, DAYS)
def test_the_fine_has_a_cap_and_never_falls(last_day: date, today: date) -> None:
    now, tomorrow = (overstay(FACTS, last_day, day) for day in (today, today + timedelta(days=1)))
    assert 0 <= now.fine_fewest <= now.fine_most <= tomorrow.fine_most <= 10_000
    assert 0 <= now.fewest <= now.most
    assert (now.most == 0) == (today <= last_day)
    assert now.cap_reached == (now.fine_most == 10_000)


@pytest.mark.parametrize(
    ("days", "fewest", "most", "fine"),
    [(0, 0, 0, 0), (1, 0, 1, 500), (20, 19, 20, 10_000), (300, 299, 300, 10_000)],
)
def test_overstay(days: int, fewest: int, most: int, fine: int) -> None:
    last_day = date(2026, 2, 1)
    found = overstay(FACTS, last_day, last_day + timedelta(days=days))
    assert (found.fewest, found.most, found.fine_most) == (fewest, most, fine)


def test_every_rule_rests_on_facts_with_sources() -> None:
    for event in RULES:
        assert facts_of(event)
        for fact in facts_of(event):
            assert FACTS[fact].source.url
            assert FACTS[fact].checked is not False
