"""When the desk is open, opens next, and by when a message is answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import HANGZHOU
from assistant.desk.office import Office
from knowledge.working_days import WorkingDays, working_days

HOURS = "Mo-Fr 09:00-12:00,13:30-17:30; Sa 10:00-12:00"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HANGZHOU)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-03-02T09:00", "2026-03-02T09:00"),
        ("2026-03-02T08:59", "2026-03-02T09:00"),
        ("2026-03-02T12:00", "2026-03-02T13:30"),
        ("2026-03-06T17:30", "2026-03-07T10:00"),  # Saturday's own hours
        ("2026-03-07T12:00", "2026-03-09T09:00"),
        ("2026-09-30T18:00", "2026-10-08T09:00"),  # National Day, a Saturday in it
        ("2026-02-13T18:00", "2026-02-14T09:00"),  # a Saturday that is worked, as a Monday
        ("2026-02-14T18:00", "2026-02-24T09:00"),  # Spring Festival
    ],
)
def test_when_the_desk_opens_next(moment: str, opens: str) -> None:
    office = Office(HOURS, working_days(), answer_days=1)
    assert office.opens_next(at(moment)) == at(opens)


def test_days_that_the_operator_adds_count() -> None:
    friday = date(2027, 3, 5)
    saturday = date(2027, 3, 6)
    office = Office("Mo-Fr 09:00-17:00", WorkingDays([friday], [saturday]), answer_days=1)
    assert office.opens_next(at("2027-03-04T18:00")) == at("2027-03-06T09:00")
    assert office.due(at("2027-03-04T10:00")) == at("2027-03-06T17:00")


@pytest.mark.parametrize(
    ("days", "due"), [(1, "2026-10-08"), (5, "2026-10-13"), (15, "2026-10-27")]
)
def test_periods_of_working_days_pass_over_the_holiday(days: int, due: str) -> None:
    office = Office("Mo-Fr 09:00-17:00", working_days(), answer_days=days)
    assert office.due(at("2026-09-30T10:00")) == at(f"{due}T17:00")


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31)))
def test_the_next_opening_is_open_and_nothing_before_it_is(moment: datetime) -> None:
    office = Office(HOURS, working_days(), answer_days=1)
    start = moment.replace(tzinfo=HANGZHOU)
    opens = office.opens_next(start)
    assert opens is not None
    assert office.is_open(opens)
    if opens > start:
        assert not office.is_open(opens - timedelta(microseconds=1))
        step = (opens - start) / 20
        assert not any(office.is_open(start + step * n) for n in range(20))


def test_a_desk_that_is_always_open() -> None:
    office = Office("24/7", working_days(), answer_days=1)
    assert office.opens_next(at("2026-10-01T03:00")) == at("2026-10-01T03:00")


def test_a_complaint_has_longer_than_a_question() -> None:
    office = Office("Mo-Fr 09:00-17:00", working_days(), answer_days=5, complaint_days=15)
    monday = datetime(2026, 11, 2, 10, 0, tzinfo=HANGZHOU)
    assert office.due(monday).astimezone(HANGZHOU).date() == date(2026, 11, 9)
    assert office.due(monday, complaint=True).astimezone(HANGZHOU).date() == date(2026, 11, 23)
