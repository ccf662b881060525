"""What a message names that search and the dialogue can use, with where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from nlu.articles import article_said
from nlu.dates import FoundDate, dates_in, lengths_in
from nlu.departments import departments_said
from nlu.entities import districts_said
from nlu.money import money_in
from nlu.nationalities import nationalities_said
from nlu.permits import permits_said
from nlu.personal_data.find import find_personal_data
from nlu.school_years import ages_said, grades_said
from nlu.spoken_languages import languages_said

_LONGEST: Final = 500
_PHONE_DIGITS: Final = 6


@dataclass(frozen=True)
class Mention:
    """`text[start:end]` says it; `value` is it in one form:

    - `age` in years, `grade` the school year (0: kindergarten), `article` its number;
    - `nationality` by ISO 3166 code, `language` by ISO 639-1 code (a word may be both);
    - `district`, `department` and `permit` by their names in the tables, `permit` also "Z", "X1";
    - `money` as "30000 CNY"; `phone` its digits, with + where it has one;
    - `date` in ISO 8601, a range as "2027-03-01/2027-03-31"; `duration` as "P3M".
    """

    kind: str
    value: str
    start: int
    end: int


def mentions_in(text: str, today: date, language: str | None = None) -> tuple[Mention, ...]:
    """The mentions in the first 500 characters of a text, in order.

    Dates are seen from `today`. The words of all languages are looked up; `language` decides where
    one means different things in two.

    >>> found = mentions_in("my son, 8 years old, French, in Binjiang", date(2026, 3, 10), "en")
    >>> [(one.kind, one.value) for one in found]
    [('age', '8'), ('language', 'fr'), ('nationality', 'FR'), ('district', 'binjiang')]
    """
    return _mentions_in(text[:_LONGEST], today, language)


def values_of(kind: str, mentions: Iterable[Mention]) -> list[str]:
    """The values of one kind, in order."""
    return [one.value for one in mentions if one.kind == kind]


@lru_cache(maxsize=64)
def _mentions_in(text: str, today: date, language: str | None) -> tuple[Mention, ...]:
    found = [
        Mention(kind, str(value), start, end)
        for kind, read in _READERS.items()
        for value, start, end in read(text)
    ]
    dates = dates_in(text, today, language=language)
    found += [Mention("date", _period(one), one.start, one.end) for one in dates]
    ages = [one for one in found if one.kind == "age"]
    found += [one for one in _durations(text, dates) if not _is_inside(one, ages)]
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind)))


def _period(found: FoundDate) -> str:
    if found.first == found.last:
        return found.first.isoformat()
    return f"{found.first.isoformat()}/{found.last.isoformat()}"


def _durations(text: str, dates: list[FoundDate]) -> Iterator[Mention]:
    for one in lengths_in(text, dates):
        yield Mention("duration", f"P{one.count}{one.unit[0].upper()}", one.start, one.end)


def _is_inside(mention: Mention, others: Iterable[Mention]) -> bool:
    return any(one.start <= mention.start and mention.end <= one.end for one in others)


Said = tuple[object, int, int]


def _articles(text: str) -> list[Said]:
    article = article_said(text)
    return [] if article is None else [article]


def _money(text: str) -> Iterator[Said]:
    for one in money_in(text):
        yield f"{one.amount:.15g} {one.currency}", one.start, one.end


def _phones(text: str) -> Iterator[Said]:
    if sum(letter.isdecimal() for letter in text) < _PHONE_DIGITS:
        return
    for one in find_personal_data(text):
        if one.kind == "phone":
            written = text[one.start : one.end]
            digits = "".join(str(int(sign)) for sign in written if sign.isdecimal())
            yield f"+{digits}" if written.startswith("+") else digits, one.start, one.end


_READERS: Final[dict[str, Callable[[str], Iterable[Said]]]] = {
    "age": ages_said,
    "article": _articles,
    "department": departments_said,
    "district": districts_said,
    "grade": grades_said,
    "language": languages_said,
    "money": _money,
    "nationality": nationalities_said,
    "permit": permits_said,
    "phone": _phones,
}


def warm_up() -> None:
    """Read all the tables before the first message."""
    mentions_in("+86 138 0000 1234, 5 March, 8 years old, 30 yuan", date(2000, 1, 1))
