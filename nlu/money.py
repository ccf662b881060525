"""Amounts of money in a message."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import regex

from nlu.normalise import level
from nlu.numbers import FoundNumber, numbers_at
from nlu.patterns import Pattern, compiled
from nlu.word_table import UNSPACED, read_table

_LONGEST: Final = 500
_GAP: Final = 1
_LETTER: Final = compiled(r"\p{L}")


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217); `text[start:end]` says it."""

    amount: float
    currency: str
    start: int
    end: int


def money_in(text: str) -> list[Money]:
    """The amounts of money in a text: numbers with a currency before or after them.

    >>> [(one.amount, one.currency) for one in money_in("35k rmb, 15,000元, €99 or 20 people")]
    [(35000.0, 'CNY'), (15000.0, 'CNY'), (99.0, 'EUR')]
    >>> [one.amount for one in money_in("30 тысяч юаней")]
    [30000.0]
    """
    said = level(text[:_LONGEST])
    if not _signs().search(said):
        return []
    found = [_money(said, number) for number in numbers_at(said)]
    return [one for one in found if one is not None]


def _money(said: str, number: FoundNumber) -> Money | None:
    after = _after().match(said, number.end)
    if after:
        return Money(number.value, _currencies()[after["sign"]], number.start, after.end())
    before = said[max(0, number.start - 24) : number.start]
    bare = before.rstrip()
    if len(before) - len(bare) > _GAP:
        return None
    for sign, currency in _currencies().items():
        at = len(bare) - len(sign)
        if bare.endswith(sign) and not (at and _continues(bare[at - 1], sign)):
            return Money(number.value, currency, number.start - len(before) + at, number.end)
    return None


def _continues(letter: str, sign: str) -> bool:
    """Whether a letter before a word makes it another word."""
    return bool(_LETTER.match(letter) and _LETTER.match(sign) and not UNSPACED.search(sign))


@lru_cache(maxsize=1)
def _currencies() -> dict[str, str]:
    """Each sign or word, the longest first."""
    signs = {level(w.rstrip("*")): code for code, words in _table().items() for w in words}
    return dict(sorted(signs.items(), key=lambda one: -len(one[0])))


@lru_cache(maxsize=1)
def _after() -> Pattern:
    stems = {level(w[:-1]) for words in _table().values() for w in words if w.endswith("*")}
    words = [_word(sign, is_stem=sign in stems) for sign in _currencies()]
    return compiled(rf"\s?(?:{'|'.join(words)})")


def _word(sign: str, *, is_stem: bool) -> str:
    named = rf"(?P<sign>{regex.escape(sign)})"
    if is_stem:
        return named + r"\p{L}*+"
    if UNSPACED.search(sign) or not _LETTER.match(sign[-1]):
        return named
    return named + r"(?!\p{L})"


@lru_cache(maxsize=1)
def _signs() -> Pattern:
    return compiled("|".join(regex.escape(sign) for sign in _currencies()))


@lru_cache(maxsize=1)
def _table() -> dict[str, list[str]]:
    table: dict[str, list[str]] = read_table("money")
    return table
