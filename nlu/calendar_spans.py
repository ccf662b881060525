"""Days of the calendar: one day, a whole month, so many units from a day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Final

from nlu.date_words import Unit

YEARS: Final = range(1900, 2101)

Span = tuple[date, date, bool]
"""The first and the last day, and whether exactly these are meant."""


def one_day(year: int | None, month: int, day: int, now: date) -> Span | None:
    """That day; without a year the nearest one to `now`. None where there is no such day."""
    try:
        if year is not None:
            found = date(year, month, day)
        else:
            near = [date(now.year + step, month, day) for step in (-1, 0, 1)]
            found = min(near, key=lambda one: abs(one - now))
    except ValueError:
        return None
    return found, found, True


def month_span(year: int, month: int) -> Span:
    """From the first to the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), False


def moved(now: date, unit: Unit, count: int) -> date | None:
    """So many units from now; the last day of the month where the day does not exist there."""
    if unit in ("day", "week"):
        return now + timedelta(days=count * (7 if unit == "week" else 1))
    at = now.year * 12 + now.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(at, 12)
    if year not in YEARS:
        return None
    return date(year, month + 1, min(now.day, calendar.monthrange(year, month + 1)[1]))
