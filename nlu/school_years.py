"""How old a child is, or in which school year, as people write it."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlu.patterns import Pattern, compiled
from nlu.word_table import aligned, beginning_with, read_table

_LONGEST: Final = 300
_HAN_DIGITS: Final = "一二三四五六七八九"
_LAST_GRADE: Final = 13
_OLDEST: Final = 120
_OLDEST_CHILD: Final = 20
_NUMBER: Final = compiled(r"(?<!\p{Nd})(\p{Nd}{1,2})(?!\p{Nd})")
_NUMERAL: Final = compiled(rf"[{_HAN_DIGITS}十]{{1,3}}")

Said = tuple[int, int, int]
"""A number of years, and where: `text[start:end]`."""


def grades_said(text: str) -> list[Said]:
    """The school years that a message names (0: kindergarten), and where.

    >>> grades_said("she is in grade 3"), grades_said("三年级")
    ([(3, 10, 17)], [(3, 0, 3)])
    """
    said = aligned(text[:_LONGEST])
    found = [
        (year, *match.span())
        for pattern in _patterns("grade")
        for match in pattern.finditer(said)
        if (year := _value(match.group(1))) <= _LAST_GRADE
    ]
    for year, pattern in _stages() if not found else ():
        found += [(year, *match.span()) for match in pattern.finditer(said)]
    return _apart(found)


def ages_said(text: str) -> list[Said]:
    """The ages in years that a message names, and where.

    >>> ages_said("my son is 8 years old"), ages_said("八岁"), ages_said("il a 12 ans")
    ([(8, 10, 21)], [(8, 0, 2)], [(12, 5, 11)])
    >>> ages_said("depuis 3 ans"), ages_said("100 people")
    ([], [])
    """
    said = aligned(text[:_LONGEST])
    found = [
        (age, *match.span())
        for pattern in _patterns("age")
        for match in pattern.finditer(said)
        if (age := _value(match.group(1))) <= _OLDEST
    ]
    return _apart(found)


def child_age(text: str, *, asked: bool = False) -> int | None:
    """The age of a child that a message names, where it names just one; or None.

    A bare number is an age only where the age was `asked` for.

    >>> child_age("八岁"), child_age("he's 8"), child_age("he's 8", asked=True)
    (8, None, 8)
    """
    ages = [age for age, _, _ in ages_said(text)]
    if not ages and asked:
        ages = [_value(match.group(1)) for match in _NUMBER.finditer(aligned(text[:_LONGEST]))]
    return ages[0] if len(ages) == 1 and ages[0] <= _OLDEST_CHILD else None


def _apart(found: list[Said]) -> list[Said]:
    """Those that do not overlap, in order; the first found of those that do."""
    kept: list[Said] = []
    for one in found:
        if not any(one[1] < end and start < one[2] for _, start, end in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one[1])


def _value(numeral: str) -> int:
    if _NUMERAL.fullmatch(numeral):
        tens, ten, ones = numeral.rpartition("十")
        high = (_HAN_DIGITS.find(tens[-1:]) + 1 if tens else 1) * 10 if ten else 0
        return high + (_HAN_DIGITS.index(ones[-1]) + 1 if ones else 0)
    return int(numeral)


@lru_cache(maxsize=2)
def _patterns(kind: str) -> tuple[Pattern, ...]:
    return tuple(compiled(pattern) for pattern in read_table("school_years")[kind])


@lru_cache(maxsize=1)
def _stages() -> tuple[tuple[int, Pattern], ...]:
    stages = read_table("school_years")["stages"].items()
    return tuple((int(year), beginning_with(names)) for year, names in stages)
