"""Dates of the calendar as people write them: patterns, and how each is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

import regex

from nlu.calendar_spans import YEARS, Span, month_span, one_day
from nlu.date_words import any_of, months, seen_from_today
from nlu.lengths import HAN_NUMBER
from nlu.numbers import only_number
from nlu.patterns import Pattern, compiled

Reader = Callable[[regex.Match[str], date, bool], Span | None]
"""The days that a match means, seen from a day; the flag says whether of 3/4 the 3 is the day."""

_BUDDHIST_ERA: Final = 543
_YEAR: Final = r"(?P<year>(?:19|20|25|26)\d\d)"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_NO_DIGIT: Final = r"(?!\d)"
_FIGURES: Final = (
    r"(?<![\d.])(?P<one>\d\d?)\u200f?(?P<sign>[-/.])\s?(?P<two>\d\d?)\u200f?(?P=sign)\s?"
    r"(?P<year>(?:19|20|25|26)\d\d|\d\d)(?!\d)"
)
_AFTER_DAY: Final = r"(?:st|nd|rd|th|er|º|ª|\.|-го)?"
_OF: Final = r"(?:\s*(?:of|de|del|d'|,|،|năm|года|السنة|سنة|พ\.ศ\.|ค\.ศ\.)\s*|\s*)"


@lru_cache(maxsize=1)
def readers() -> tuple[tuple[Pattern, Reader], ...]:
    """The patterns in the order in which they may take a part of a message."""
    name = rf"(?P<name>{any_of(months())})\.?"
    words = any_of(word for word, (unit, _) in seen_from_today().items() if unit == "year")
    year = rf"(?:{_YEAR}{_NO_DIGIT}|(?P<years>{words}))"
    later_year = rf"(?:{_OF}{year})?"
    han_month = rf"(?P<month>1[0-2]|0?[1-9]|{HAN_NUMBER})\s*[月월]份?"
    han_day = rf"(?P<day>3[01]|[12]\d|0?[1-9]|{HAN_NUMBER})\s*[日号일]"
    han_year = rf"(?:{_YEAR}\s*[年년]|(?P<years>{words})的?)\s*"
    return (
        (
            compiled(rf"(?<!\d){_YEAR}(?P<sign>[-/.])\s?{_MONTH}(?P=sign)\s?{_DAY}{_NO_DIGIT}"),
            _whole_date,
        ),
        (compiled(_FIGURES), _by_figures),
        (compiled(rf"(?<!\d)(?:{han_year})?{han_month}(?:\s*{han_day})?"), _whole_date),
        (
            compiled(rf"(?<!\d){_DAY}{_AFTER_DAY}\s*(?:of|de|من)?\s*{name}{later_year}"),
            _whole_date,
        ),
        (compiled(rf"{name}\s*{_DAY}{_AFTER_DAY}{_NO_DIGIT}{later_year}"), _whole_date),
        (compiled(rf"{name}{_OF}{year}"), _whole_date),
    )


def _whole_date(match: regex.Match[str], now: date, _: bool) -> Span | None:
    """Year, month and day; or a month of a year."""
    parts = match.groupdict()
    year = _year(parts.get("year"), parts.get("years"), now)
    month = _month(parts)
    if month is None:
        return None
    if not parts.get("day"):
        return month_span(year, month) if year is not None else None
    day = int(only_number(parts["day"]) or 0)
    return one_day(year, month, day, now)


def _by_figures(match: regex.Match[str], now: date, day_first: bool) -> Span | None:
    """3/4/2026: which is the day is told by the figures, else by `day_first`."""
    one, two = int(match["one"]), int(match["two"])
    year = int(match["year"])
    year = year if len(match["year"]) == 4 else 2000 + year
    day, month = (one, two) if (day_first and two <= 12) or one > 12 else (two, one)
    span = one_day(_year(str(year), None, now), month, day, now)
    certain = one > 12 or two > 12 or one == two
    return (span[0], span[1], certain or match["sign"] == ".") if span else None


def _year(figures: str | None, words: str | None, now: date) -> int | None:
    if words:
        return now.year + seen_from_today()[words][1]
    if not figures:
        return None
    year = int(figures)
    return year if year in YEARS else year - _BUDDHIST_ERA


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("name"):
        return months()[str(parts["name"])]
    number = only_number(parts.get("month") or "")
    return int(number) if number is not None and 1 <= number <= 12 else None
