"""Dates and lengths of time in a person's words, in any of the languages.

Pure: what day it is comes from outside. Bounded: at most `_LONGEST` characters are read, by
patterns without nested repetition; a message without a figure and without a word of time costs one
search.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import regex

from nlu.date_words import (
    Unit,
    any_of,
    frames,
    is_month_in,
    is_no_day_in,
    length_words,
    months,
    no_days,
    seen_from_today,
    units,
)
from nlu.normalise import level
from nlu.numbers import only_number, small_number_words

_LONGEST: Final = 300
_YEARS: Final = range(1900, 2101)
_BUDDHIST_ERA: Final = 543
_MOST: Final = 600
"""The largest count of units in "in 600 days"."""

_HAN_NUMBER: Final = "[一二两三四五六七八九十]{1,3}"
_YEAR: Final = r"(?P<year>(?:19|20|25|26)\d\d)"
_DAY: Final = r"(?P<day>0?[1-9]|[12]\d|3[01])"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_LETTER: Final = regex.compile(r"[\p{L}\p{M}]")
_SPACED: Final = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Devanagari}]")
_NO_DIGIT: Final = r"(?!\d)"
_FIGURES: Final = (
    r"(?<![\d.])(?P<one>\d\d?)\u200f?(?P<sign>[-/.])\s?(?P<two>\d\d?)\u200f?(?P=sign)\s?"
    r"(?P<year>(?:19|20|25|26)\d\d|\d\d)(?!\d)"
)
_AFTER_DAY: Final = r"(?:st|nd|rd|th|er|º|ª|\.|-го)?"
_OF: Final = r"(?:\s*(?:of|de|del|d'|,|،|năm|года|السنة|سنة|พ\.ศ\.|ค\.ศ\.)\s*|\s*)"


@dataclass(frozen=True)
class FoundDate:
    """A day, or the days from `first` to `last`, and where it is said: `text[start:end]`.

    Not `exact`: the message leaves open which day, or which of two readings, is meant. `written`: a
    date of the calendar, not one that is counted from today.
    """

    first: date
    last: date
    exact: bool
    start: int
    end: int
    written: bool = False


@dataclass(frozen=True)
class FoundLength:
    """A length of time: `count` units; `text[start:end]` says it."""

    count: int
    unit: Unit
    start: int
    end: int


def dates_in(
    text: str, now: date, *, language: str | None = None, day_first: bool = True
) -> list[FoundDate]:
    """The dates in the text, in order, without overlap.

    Of two readings of 3/4/2027, `day_first` decides; a date without a year is the nearest one. The
    words of all languages are read; `language` tells which meaning a word has that two share.

    >>> today = date(2026, 11, 27)
    >>> [str(found.first) for found in dates_in("5 May 2027, tomorrow, in 3 weeks", today)]
    ['2027-05-05', '2026-11-28', '2026-12-18']
    >>> [(str(found.first), str(found.last)) for found in dates_in("明年三月", today)]
    [('2027-03-01', '2027-03-31')]
    """
    said = level(text[:_LONGEST])
    if not _hint().search(said):
        return []
    found: list[FoundDate] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in _readers():
        for match in pattern.finditer(said):
            if _is_taken(match.span(), taken):
                continue
            name = match.groupdict().get("name")
            if name and not is_month_in(name, language):
                continue
            span = read(match, now, day_first)
            if span is not None:
                found.append(FoundDate(*span, *match.span(), written=True))
            if span is not None or match.groupdict().get("day"):
                # A day that does not exist is not read as its month either.
                taken.append(match.span())
    for match in _length_pattern().finditer(said):
        if not _is_taken(match.span(), taken):
            counted = _counted(match, said, now)
            if counted is not None:
                found.append(counted)
                taken.append((counted.start, counted.end))
    for match in _from_today_pattern().finditer(said):
        span = None if is_no_day_in(match["said"], language) else _from_today(match, now)
        if span is not None and not _is_taken(match.span(), taken):
            found.append(FoundDate(*span, *match.span()))
    return sorted(found, key=lambda one: one.start)


def _is_taken(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def day_in(text: str, today: date, language: str | None = None) -> date | None:
    """The single day that a text names, or None; of 3/4/2027, 3 April.

    A date of the calendar goes before one that is counted from today.

    >>> today = date(2026, 3, 10)
    >>> day_in("I moved in on 5 March", today).isoformat()
    '2026-03-05'
    >>> day_in("some time in March", today) is None
    True
    """
    days = [one for one in dates_in(text, today, language=language) if one.first == one.last]
    return min(days, key=lambda one: (not one.written, one.start)).first if days else None


def lengths_in(text: str, dates: Sequence[FoundDate] = ()) -> list[FoundLength]:
    """The lengths of time in the text, in order, that are no part of its `dates`.

    >>> [(found.count, found.unit) for found in lengths_in("for 3 months, or 两年")]
    [(3, 'month'), (2, 'year')]
    """
    said = level(text[:_LONGEST])
    return [
        FoundLength(*length, match.start(), match.end())
        for match in _length_pattern().finditer(said)
        if (length := _length_of(match)) is not None
        and not _is_taken(match.span(), [(one.start, one.end) for one in dates])
    ]


Span = tuple[date, date, bool]


def _whole_date(match: regex.Match[str], now: date, _: bool) -> Span | None:
    """Year, month and day; or a month of a year."""
    parts = match.groupdict()
    year = _year(parts.get("year"), parts.get("years"), now)
    month = _month(parts)
    if month is None:
        return None
    if not parts.get("day"):
        return _month_span(year, month) if year is not None else None
    day = int(only_number(parts["day"]) or 0)
    return _one_day(year, month, day, now)


def _by_figures(match: regex.Match[str], now: date, day_first: bool) -> Span | None:
    """3/4/2026: which is the day is told by the figures, else by `day_first`."""
    one, two = int(match["one"]), int(match["two"])
    year = int(match["year"])
    year = year if len(match["year"]) == 4 else 2000 + year
    day, month = (one, two) if (day_first and two <= 12) or one > 12 else (two, one)
    span = _one_day(_year(str(year), None, now), month, day, now)
    certain = one > 12 or two > 12 or one == two
    return (span[0], span[1], certain or match["sign"] == ".") if span else None


def _from_today(match: regex.Match[str], now: date) -> Span | None:
    if match["said"] not in seen_from_today():
        return None
    unit, count = seen_from_today()[match["said"]]
    start = _moved(now, unit, count)
    if start is None or unit == "day":
        return (start, start, True) if start else None
    if unit == "week":
        monday = start - timedelta(days=start.weekday())
        return monday, monday + timedelta(days=6), False
    if unit == "month":
        return _month_span(start.year, start.month)
    return date(start.year, 1, 1), date(start.year, 12, 31), False


def _counted(match: regex.Match[str], said: str, now: date) -> FoundDate | None:
    """A length of time with words around it that count it from today: "in 3 weeks"."""
    length = _length_of(match)
    before, after = said[: match.start()].rstrip(), said[match.end() :].lstrip()
    for start, end, sign in frames():
        if length is None or not (_ends_with(before, start) and _begins_with(after, end)):
            continue
        day = _moved(now, length[1], sign * length[0])
        if day is None:
            return None
        first = len(before) - len(start) if start else match.start()
        last = len(said) - len(after) + len(end) if end else match.end()
        return FoundDate(day, day, exact=True, start=first, end=last)
    return None


def _ends_with(text: str, words: str) -> bool:
    """Whether a text ends with certain words, which may be none."""
    return not words or (text.endswith(words) and not _LETTER.match(text[: -len(words)][-1:]))


def _begins_with(text: str, words: str) -> bool:
    return not words or (text.startswith(words) and not _SPACED.match(text[len(words) :][:1]))


def _length_of(match: regex.Match[str]) -> tuple[int, Unit] | None:
    """How many of which unit; None where they are too many."""
    if match["word"]:
        return length_words()[match["word"]]
    count = _count(match["count"])
    return (count, units()[match["unit"]]) if count is not None else None


def _count(text: str) -> int | None:
    number = 1.0 if text in ("a", "an") else only_number(text)
    return int(number) if number is not None and 0 < number <= _MOST else None


def _year(figures: str | None, words: str | None, now: date) -> int | None:
    if words:
        return now.year + seen_from_today()[words][1]
    if not figures:
        return None
    year = int(figures)
    return year if year in _YEARS else year - _BUDDHIST_ERA


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("name"):
        return months()[str(parts["name"])]
    number = only_number(parts.get("month") or "")
    return int(number) if number is not None and 1 <= number <= 12 else None


def _one_day(year: int | None, month: int, day: int, now: date) -> Span | None:
    try:
        if year is not None:
            found = date(year, month, day)
        else:
            near = [date(now.year + step, month, day) for step in (-1, 0, 1)]
            found = min(near, key=lambda one: abs(one - now))
    except ValueError:
        return None
    return found, found, True


def _month_span(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), False


def _moved(now: date, unit: Unit, count: int) -> date | None:
    """So many units from now; the last day of the month where the day does not exist there."""
    if unit in ("day", "week"):
        return now + timedelta(days=count * (7 if unit == "week" else 1))
    at = now.year * 12 + now.month - 1 + count * (12 if unit == "year" else 1)
    year, month = divmod(at, 12)
    if year not in _YEARS:
        return None
    return date(year, month + 1, min(now.day, calendar.monthrange(year, month + 1)[1]))


Reader = Callable[[regex.Match[str], date, bool], Span | None]


@lru_cache(maxsize=1)
def _hint() -> regex.Pattern[str]:
    """What any date or length of time has at least one of."""
    return regex.compile(
        rf"\d|[一二两三四五六七八九十]|{any_of(seen_from_today())}|{any_of(length_words())}|{_number_word()}"
    )


def _number_word() -> str:
    return any_of([*small_number_words(), "a", "an"])


def _unit() -> str:
    ordered = sorted(units(), key=lambda word: -len(word))
    words = "|".join(regex.escape(word) for word in ordered)
    return rf"(?P<unit>{words})(?![\p{{Latin}}\p{{Cyrillic}}\p{{Arabic}}\p{{Devanagari}}])"


def _count_pattern() -> str:
    return rf"(?P<count>(?<!\d)\d{{1,3}}|{_HAN_NUMBER}|{_number_word()})"


def _length() -> str:
    return rf"(?:(?P<word>{any_of(length_words())})|{_count_pattern()}\s?{_unit()})"


@lru_cache(maxsize=1)
def _length_pattern() -> regex.Pattern[str]:
    return regex.compile(_length())


@lru_cache(maxsize=1)
def _from_today_pattern() -> regex.Pattern[str]:
    return regex.compile(rf"(?P<said>{any_of([*seen_from_today(), *no_days()])})")


@lru_cache(maxsize=1)
def _readers() -> tuple[tuple[regex.Pattern[str], Reader], ...]:
    """The patterns in the order in which they may take a part of a message."""
    name = rf"(?P<name>{any_of(months())})\.?"
    words = any_of(word for word, (unit, _) in seen_from_today().items() if unit == "year")
    year = rf"(?:{_YEAR}{_NO_DIGIT}|(?P<years>{words}))"
    later_year = rf"(?:{_OF}{year})?"
    han_month = rf"(?P<month>1[0-2]|0?[1-9]|{_HAN_NUMBER})\s*[月월]份?"
    han_day = rf"(?P<day>3[01]|[12]\d|0?[1-9]|{_HAN_NUMBER})\s*[日号일]"
    han_year = rf"(?:{_YEAR}\s*[年년]|(?P<years>{words})的?)\s*"
    return (
        (
            regex.compile(
                rf"(?<!\d){_YEAR}(?P<sign>[-/.])\s?{_MONTH}(?P=sign)\s?{_DAY}{_NO_DIGIT}"
            ),
            _whole_date,
        ),
        (regex.compile(_FIGURES), _by_figures),
        (regex.compile(rf"(?<!\d)(?:{han_year})?{han_month}(?:\s*{han_day})?"), _whole_date),
        (
            regex.compile(rf"(?<!\d){_DAY}{_AFTER_DAY}\s*(?:of|de|من)?\s*{name}{later_year}"),
            _whole_date,
        ),
        (regex.compile(rf"{name}\s*{_DAY}{_AFTER_DAY}{_NO_DIGIT}{later_year}"), _whole_date),
        (regex.compile(rf"{name}{_OF}{year}"), _whole_date),
    )
