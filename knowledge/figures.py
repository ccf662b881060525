"""Figures as a reader of each language writes them, by CLDR through Babel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from knowledge.model.fact import Fact, FactValue
from nlu.catalogues import sentences

_LOCALES: Final = {"zh": "zh_Hans_CN", "pt": "pt_BR", "en": "en_GB"}
_CLDR_UNITS: Final = {
    "hour": "duration-hour",
    "day": "duration-day",
    "month": "duration-month",
    "year": "duration-year",
}
_LEAP_YEAR: Final = 2024
_UNSPACED: Final = frozenset({"ja"})
"""Languages that write no space between figure and unit, where CLDR puts one."""

_FIRST: Final = {"fr": "1er"}
_DAY_PATTERNS: Final = {
    "ru": "EEEE, d MMMM y 'года'",
    "th": "EEEEที่ d MMMM y",
    "vi": "EEEE, d MMMM 'năm' y",
}
_DATE_PATTERNS: Final = {"vi": "d MMMM 'năm' y"}
"""Where CLDR's long form is not how people write it in a sentence."""


def format_figure(figure: FactValue, language: str, *, bare: bool = False) -> str:
    """The figure with its unit in `language`, or (`bare`) the number alone.

    >>> format_figure(FactValue(value=24, unit="hour"), "en")
    '24 hours'
    >>> format_figure(FactValue(value=[200, 2000], unit="cny"), "zh")
    '200–2,000元'
    >>> format_figure(FactValue(value=24, unit="hour"), "ru", bare=True)
    '24'
    """
    value = tuple(figure.value) if isinstance(figure.value, list) else figure.value
    return _formatted(value, figure.unit, language, bare)


@lru_cache(maxsize=4096, typed=True)
def _formatted(value: float | str | tuple[float, ...], unit: str, language: str, bare: bool) -> str:
    locale = Locale.parse(_LOCALES.get(language, language))
    if isinstance(value, str):
        return _format_text(value, unit, locale)
    if unit == "calendar_year":
        return str(value)
    low, high = value if isinstance(value, tuple) else (None, value)
    text = _number(high, locale) if bare else _with_unit(high, unit, language, locale)
    if low is None:
        return text
    number = _number(high, locale)
    span = f"{_number(low, locale)}–{number}"
    return text.replace(number, span, 1) if number in text else f"{span} {text}"


def format_day(day: date, language: str) -> str:
    """A day with its weekday, as people write it.

    >>> format_day(date(2026, 3, 5), "en"), format_day(date(2026, 3, 5), "zh")
    ('Thursday, 5 March 2026', '2026年3月5日星期四')
    """
    locale = Locale.parse(_LOCALES.get(language, language))
    pattern = _DAY_PATTERNS.get(language, "full")
    return _first_of_month(str(format_date(day, pattern, locale=locale)), day, locale)


def number(facts: Mapping[str, Fact], name: str) -> float:
    """The number that `fact-id.value-name` names.

    Raises:
        KeyError: there is no such value.
        ValueError: it is not a number.
    """
    fact, _, value_name = name.partition(".")
    value = facts[fact].values[value_name].value
    if not isinstance(value, int | float):
        raise ValueError(f"{name} is not a number")
    return value


def whole_number(facts: Mapping[str, Fact], name: str) -> int:
    """The same, where it is a whole number: days, points, yuan."""
    value = number(facts, name)
    if not isinstance(value, int):
        raise ValueError(f"{name} is not a whole number")
    return value


def _format_text(value: str, unit: str, locale: Locale) -> str:
    if unit == "date":
        day = date.fromisoformat(value)
        pattern = _DATE_PATTERNS.get(locale.language, "long")
        return _first_of_month(str(format_date(day, pattern, locale=locale)), day, locale)
    if unit == "month_day":
        day = date.fromisoformat(f"{_LEAP_YEAR}-{value}")
        return _first_of_month(str(format_skeleton("MMMMd", day, locale=locale)), day, locale)
    return value


def _first_of_month(text: str, day: date, locale: Locale) -> str:
    """French writes the first of a month as an ordinal, which CLDR's patterns cannot say."""
    ordinal = _FIRST.get(locale.language)
    return re.sub(r"\b1\b", ordinal, text, count=1) if ordinal and day.day == 1 else text


def _number(value: float, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale, numbering_system="latn"))


def _with_unit(value: float, unit: str, language: str, locale: Locale) -> str:
    if unit in _CLDR_UNITS:
        return _duration(value, _CLDR_UNITS[unit], locale)
    if unit == "percent":
        pattern = locale.percent_formats[None].pattern.replace("#,##0", "#,##0.##")
        return str(format_percent(value / 100, pattern, locale=locale, numbering_system="latn"))
    number = _number(value, locale)
    if unit == "working_day":
        return sentences().say_plural("unit.working_day", language, int(value), number=number)
    if unit in ("cny", "usd"):
        return sentences().say(f"unit.{unit}", language, number=number)
    return number


def _duration(value: float, unit: str, locale: Locale) -> str:
    """In words ("24 hours"), else abbreviated where CLDR has no separate long form (zh, ja, ko)."""
    long = str(format_unit(value, unit, "long", locale=locale, numbering_system="latn"))
    if unit not in long:
        return long
    short = str(format_unit(value, unit, "short", locale=locale, numbering_system="latn"))
    return short.replace(" ", "") if locale.language in _UNSPACED else short
