"""Dates and lengths of time in eighteen languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.dates import dates_in, lengths_in

TODAY = date(2026, 11, 27)

DAYS = {
    "2027年3月5日": date(2027, 3, 5),
    "March 5th, 2027": date(2027, 3, 5),
    "5 mars 2027": date(2027, 3, 5),
    "5. März 2027": date(2027, 3, 5),
    "5 de marzo de 2027": date(2027, 3, 5),
    "5 de março de 2027": date(2027, 3, 5),
    "5 марта 2027": date(2027, 3, 5),
    "٥ مارس ٢٠٢٧": date(2027, 3, 5),
    "ngày 5 tháng 3 năm 2027": date(2027, 3, 5),
    "๕ มีนาคม ๒๕๗๐": date(2027, 3, 5),
    "내년 3월 5일": date(2027, 3, 5),
    "明年三月五日": date(2027, 3, 5),
    "५ मार्च २०२७": date(2027, 3, 5),
    "5 Maret 2027": date(2027, 3, 5),
    "5 marzo 2027": date(2027, 3, 5),
    "5 Mart 2027": date(2027, 3, 5),
    "2027-03-05": date(2027, 3, 5),
    "05.03.2027": date(2027, 3, 5),
    "3 days ago": TODAY - timedelta(days=3),
    "三天前": TODAY - timedelta(days=3),
    "3日前": TODAY - timedelta(days=3),
    "3일 전": TODAY - timedelta(days=3),
    "il y a 3 jours": TODAY - timedelta(days=3),
    "vor drei Tagen": TODAY - timedelta(days=3),
    "hace tres días": TODAY - timedelta(days=3),
    "há 3 dias": TODAY - timedelta(days=3),
    "3 дня назад": TODAY - timedelta(days=3),
    "قبل 3 أيام": TODAY - timedelta(days=3),
    "3 ngày trước": TODAY - timedelta(days=3),
    "3 วันที่แล้ว": TODAY - timedelta(days=3),
    "3 दिन पहले": TODAY - timedelta(days=3),
    "3 hari yang lalu": TODAY - timedelta(days=3),
    "3 giorni fa": TODAY - timedelta(days=3),
    "3 gün önce": TODAY - timedelta(days=3),
    "۳ روز پیش": TODAY - timedelta(days=3),
    "3 دن پہلے": TODAY - timedelta(days=3),
    "in 3 weeks": TODAY + timedelta(weeks=3),
    "tomorrow": TODAY + timedelta(days=1),
}


@pytest.mark.parametrize(("said", "meant"), DAYS.items())
def test_a_day_is_found_where_it_stands(said: str, meant: date) -> None:
    before = "… "
    (found,) = dates_in(f"{before}{said}.", TODAY)
    assert (found.first, found.last, found.exact) == (meant, meant, True)
    assert said.endswith(f"{before}{said}."[found.start : found.end])


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("明年三月", date(2027, 3, 1), date(2027, 3, 31)),
        ("March 2027", date(2027, 3, 1), date(2027, 3, 31)),
        ("le mois prochain", date(2026, 12, 1), date(2026, 12, 31)),
        ("上个月", date(2026, 10, 1), date(2026, 10, 31)),
        ("nächste woche", date(2026, 11, 30), date(2026, 12, 6)),
        ("next year", date(2027, 1, 1), date(2027, 12, 31)),
    ],
)
def test_a_month_or_week_is_a_range(said: str, first: date, last: date) -> None:
    (found,) = dates_in(said, TODAY)
    assert (found.first, found.last, found.exact) == (first, last, False)


def test_two_readings_are_not_exact() -> None:
    (found,) = dates_in("3/4/2027", TODAY)
    assert not found.exact
    (american,) = dates_in("3/4/2027", TODAY, day_first=False)
    assert (found.first, american.first) == (date(2027, 4, 3), date(2027, 3, 4))


def test_a_date_without_a_year_is_the_nearest() -> None:
    assert dates_in("on 3 January", TODAY)[0].first == date(2027, 1, 3)
    assert dates_in("on 3 October", TODAY)[0].first == date(2026, 10, 3)


@pytest.mark.parametrize(
    "said", ["31 February 2027", "my salary is 30000", "May I ask something", "第36条", "16 people"]
)
def test_what_is_no_date_is_none(said: str) -> None:
    assert dates_in(said, TODAY) == []


@pytest.mark.parametrize(
    ("said", "count", "unit"),
    [
        ("3个月", 3, "month"),
        ("two years", 2, "year"),
        ("6 Monate", 6, "month"),
        ("90 дней", 90, "day"),
    ],
)
def test_lengths_of_time(said: str, count: int, unit: str) -> None:
    (found,) = lengths_in(said)
    assert (found.count, found.unit) == (count, unit)


def test_a_date_is_no_length() -> None:
    said = "3 weeks ago"
    assert lengths_in(said, dates_in(said, TODAY)) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    for found in dates_in(text, TODAY):
        assert 0 <= found.start < found.end <= len(text)
        assert found.first <= found.last


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for said in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%d.%m.%Y}"):
        assert [found.first for found in dates_in(said, TODAY)] == [day]
