"""A day in a person's words: "5 March", "vor 3 Tagen", "3月5日", "yesterday".

Names of months and ways of saying "in 3 weeks" come from CLDR through Babel, for every language.
What names no single day ("next March") is not read.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

import regex
import yaml
from babel import Locale

from nlu.languages import LANGUAGES
from nlu.numbers import numbers_in, readable

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "days.yaml"
_LONGEST: Final = 300
_UNSPACED: Final = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}"
_BEFORE: Final = rf"(?<![\p{{L}}\p{{N}}--[{_UNSPACED}]])"
_AFTER: Final = rf"(?![\p{{L}}\p{{N}}--[{_UNSPACED}]])"
_YEAR_FIRST: Final = regex.compile(
    r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)"
)
_DAY_FIRST: Final = regex.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})(?!\d)")
_MONTH_AND_DAY: Final = regex.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]")
_HALF_A_YEAR: Final = 183
_BUDDHIST_ERA: Final = 543
_BUDDHIST_FROM: Final = 2400
"""Years from here on are of the Buddhist era, which Thailand counts in."""

_MONTHS_A_YEAR: Final = 12
_UNIT_DAYS: Final = {"day": 1, "week": 7}
_FORM_COUNTS: Final = {"zero": 0, "one": 1, "two": 2}
"""What a plural form means that names no number, as the dual does in Arabic."""


def read_day(text: str, language: str, today: date) -> date | None:
    """The one day that a text names, or None.

    >>> today = date(2026, 3, 10)
    >>> read_day("I moved in on 5 March", "en", today).isoformat()
    '2026-03-05'
    >>> read_day("hace 5 días", "es", today).isoformat(), read_day("3周后", "zh", today).isoformat()
    ('2026-03-05', '2026-03-31')
    >>> read_day("some time in March", "en", today) is None
    True
    """
    said = _with_plain_digits(readable(text[:_LONGEST]))
    found = _written(said, today) or _named_month(said, language, today)
    return found or _relative(said, language, today) or _near(said, today)


def _with_plain_digits(text: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _written(said: str, today: date) -> date | None:
    """A date in figures; where day and month could be either, the day comes first."""
    match = _YEAR_FIRST.search(said)
    if match:
        return _date(*map(int, match.groups()))
    match = _DAY_FIRST.search(said)
    if match:
        first, second, year = map(int, match.groups())
        day_first = _date(year, second, first)
        return day_first or _date(year, first, second)
    match = _MONTH_AND_DAY.search(said)
    return _nearest(int(match[1]), int(match[2]), today) if match else None


def _named_month(said: str, language: str, today: date) -> date | None:
    """A day and the name of a month beside it, with or without the year after them."""
    for pattern, month in _month_patterns(language):
        match = pattern.search(said)
        if match:
            day = int(match["before"] or match["after"])
            year = match["year"]
            return _date(int(year), month, day) if year else _nearest(month, day, today)
    return None


def _relative(said: str, language: str, today: date) -> date | None:
    """So many days, weeks, months or years before or after today."""
    numbers = numbers_in(said)
    marked, at = "", 0
    for place, number in enumerate(numbers):
        marked += said[at : number.start] + f"\ue000{place}\ue001"
        at = number.end
    marked += said[at:]
    for pattern, unit, sign, count in _relative_patterns(language):
        match = pattern.search(marked)
        if match:
            many = numbers[int(match["n"])].value if count is None else count
            return _shifted(today, unit, sign * int(many)) if many < 10_000 else None
    return None


def _near(said: str, today: date) -> date | None:
    for pattern, days in _near_patterns():
        if pattern.search(said):
            return today + timedelta(days=days)
    return None


def _shifted(today: date, unit: str, many: int) -> date | None:
    if unit in _UNIT_DAYS:
        return today + timedelta(days=_UNIT_DAYS[unit] * many)
    months = many * (_MONTHS_A_YEAR if unit == "year" else 1) + today.month - 1
    year, month = today.year + months // _MONTHS_A_YEAR, months % _MONTHS_A_YEAR + 1
    if not date.min.year <= year <= date.max.year:
        return None
    return date(year, month, min(today.day, monthrange(year, month)[1]))


def _nearest(month: int, day: int, today: date) -> date | None:
    """The day of that name which is nearest to today."""
    years = (today.year, today.year - 1, today.year + 1)
    days = [found for year in years if (found := _date(year, month, day))]
    return min(days, key=lambda one: abs((one - today).days), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    if year > _BUDDHIST_FROM:
        year -= _BUDDHIST_ERA
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _month_patterns(language: str) -> tuple[tuple[regex.Pattern[str], int], ...]:
    """For each month, its names with a day before or after; the language's own names first."""
    patterns = []
    for locale in _locales(language):
        for month in range(1, _MONTHS_A_YEAR + 1):
            names = {
                readable(str(locale.months[context][width][month])).rstrip(".")
                for context in ("format", "stand-alone")
                for width in ("wide", "abbreviated")
            }
            named = "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True))
            link = r"(?:\s|ค\.ศ\.|พ\.ศ\.|de|of|do|the|,|\.|-|º|st|nd|rd|th|er|日|號|號|号)*"
            patterns.append(
                (
                    regex.compile(
                        rf"(?:(?<!\d)(?P<before>\d{{1,2}}){link}{_BEFORE}(?:{named})\.?{_AFTER}"
                        rf"|{_BEFORE}(?:{named})\.?{_AFTER}{link}(?P<after>\d{{1,2}})(?!\d))"
                        rf"(?:{link}|\s*năm\s*)(?P<year>\d{{4}})?",
                        regex.VERSION1,
                    ),
                    month,
                )
            )
    return tuple(patterns)


@lru_cache(maxsize=32)
def _relative_patterns(
    language: str,
) -> tuple[tuple[regex.Pattern[str], str, int, int | None], ...]:
    """CLDR's ways of saying it: pattern, unit, before (-1) or after (1), and the number where the
    words themselves say it."""
    found = [one for locale in _locales(language) for one in _relative_of(locale)]
    return tuple(sorted(found, key=lambda one: -len(one[0].pattern)))


def _relative_of(locale: Locale) -> Iterator[tuple[regex.Pattern[str], str, int, int | None]]:
    fields = locale._data["date_fields"]
    for unit in ("day", "week", "month", "year"):
        for direction, sign in (("future", 1), ("past", -1)):
            for form, words in fields[unit].get(direction, {}).items():
                before, number, after = readable(words).partition("{0}")
                if not number and form not in _FORM_COUNTS:
                    continue
                start = rf"{_BEFORE}{regex.escape(before.strip())}\s*" if before.strip() else ""
                middle = "\ue000(?P<n>\\d+)\ue001\\s*" if number else ""
                pattern = f"{start}{middle}{regex.escape(after.strip())}{_AFTER}"
                count = None if number else _FORM_COUNTS[form]
                yield regex.compile(pattern, regex.VERSION1), unit, sign, count


@lru_cache(maxsize=1)
def _near_patterns() -> tuple[tuple[regex.Pattern[str], int], ...]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[int, list[str]] = yaml.safe_load(stream)
    named = [(readable(word), days) for days, words in table.items() for word in words]
    return tuple(
        (regex.compile(rf"{_BEFORE}{regex.escape(word)}{_AFTER}", regex.VERSION1), days)
        for word, days in sorted(named, key=lambda one: -len(one[0]))
    )


def _locales(language: str) -> list[Locale]:
    codes = dict.fromkeys([language if language in LANGUAGES else "en", "en"])
    return [Locale.parse(code) for code in codes]
