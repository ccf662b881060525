"""How old a child is, or in which school year, as people write it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex
import yaml

from nlu.normalise import fold, simplify_chinese, without_accents

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "school_years.yaml"
_LONGEST: Final = 300
_HAN_DIGITS: Final = "一二三四五六七八九"
_LAST_GRADE: Final = 13
_OLDEST: Final = 20
_NUMBER: Final = regex.compile(r"(?<!\p{Nd})(\p{Nd}{1,2})(?!\p{Nd})")
_HAN_AGE: Final = regex.compile(rf"([{_HAN_DIGITS}十]{{1,2}})岁")


def school_year(text: str) -> int | None:
    """The school year that a message names (0: kindergarten), or None.

    >>> school_year("she is in grade 3"), school_year("三年级"), school_year("8 years old")
    (3, 3, None)
    """
    said = _plain(text)
    for pattern in _table()["grade"]:
        match = regex.search(pattern, said)
        if match:
            year = _value(match.group(1))
            return year if year <= _LAST_GRADE else None
    for year, names in _table()["stages"].items():
        if any(name in said for name in names):
            return int(year)
    return None


def child_age(text: str, *, asked: bool = False) -> int | None:
    """The age (years) that a message names, where it names just one small number; or None.

    A bare number is an age only where the age was `asked` for.

    >>> child_age("my son is 8 years old"), child_age("八岁"), child_age("100 people")
    (8, 8, None)
    >>> child_age("he's 8"), child_age("he's 8", asked=True)
    (None, 8)
    """
    said = _plain(text)
    han = _HAN_AGE.search(said)
    if han:
        return _han(han.group(1))
    if not asked and not any(word in said for word in _table()["years"]):
        return None
    numbers = [_value(match.group(1)) for match in _NUMBER.finditer(said)]
    return numbers[0] if len(numbers) == 1 and numbers[0] <= _OLDEST else None


def _value(digits: str) -> int:
    if digits in _HAN_DIGITS:
        return _HAN_DIGITS.index(digits) + 1
    return int("".join(str(unicodedata.digit(digit)) for digit in digits))


def _han(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    high = (_HAN_DIGITS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return high + (_HAN_DIGITS.index(ones) + 1 if ones else 0)


def _plain(text: str) -> str:
    return without_accents(simplify_chinese(fold(text[:_LONGEST])))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, Any] = yaml.safe_load(stream)
    return table
