"""Dates and lengths of time in a person's words, in any of the languages.

Pure: what day it is comes from outside. Bounded: at most `_LONGEST` characters are read, by
patterns without nested repetition; a message without a figure and without a word of time costs one
search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import regex

from nlu.calendar_spans import Span, month_span, moved
from nlu.date_words import (
    Unit,
    any_of,
    frames,
    is_month_in,
    is_no_day_in,
    length_words,
    no_days,
    seen_from_today,
)
from nlu.lengths import length_of, length_pattern, number_word
from nlu.normalise import level
from nlu.patterns import Pattern, compiled
from nlu.written_dates import readers

_LONGEST: Final = 300
_LETTER: Final = compiled(r"[\p{L}\p{M}]")
_SPACED: Final = compiled(r"[\p{Latin}\p{Cyrillic}\p{Arabic}\p{Devanagari}]")


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
    for pattern, read in readers():
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
    for match in length_pattern().finditer(said):
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
        for match in length_pattern().finditer(said)
        if (length := length_of(match)) is not None
        and not _is_taken(match.span(), [(one.start, one.end) for one in dates])
    ]


def _from_today(match: regex.Match[str], now: date) -> Span | None:
    if match["said"] not in seen_from_today():
        return None
    unit, count = seen_from_today()[match["said"]]
    start = moved(now, unit, count)
    if start is None or unit == "day":
        return (start, start, True) if start else None
    if unit == "week":
        monday = start - timedelta(days=start.weekday())
        return monday, monday + timedelta(days=6), False
    if unit == "month":
        return month_span(start.year, start.month)
    return date(start.year, 1, 1), date(start.year, 12, 31), False


def _counted(match: regex.Match[str], said: str, now: date) -> FoundDate | None:
    """A length of time with words around it that count it from today: "in 3 weeks"."""
    length = length_of(match)
    before, after = said[: match.start()].rstrip(), said[match.end() :].lstrip()
    for start, end, sign in frames():
        if length is None or not (_ends_with(before, start) and _begins_with(after, end)):
            continue
        day = moved(now, length[1], sign * length[0])
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


@lru_cache(maxsize=1)
def _hint() -> Pattern:
    """What any date or length of time has at least one of."""
    return compiled(
        rf"\d|[一二两三四五六七八九十]|{any_of(seen_from_today())}|{any_of(length_words())}|{number_word()}"
    )


@lru_cache(maxsize=1)
def _from_today_pattern() -> Pattern:
    return compiled(rf"(?P<said>{any_of([*seen_from_today(), *no_days()])})")
