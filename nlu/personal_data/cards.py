"""Identity cards and bank cards: by their shape and their check digit."""

from __future__ import annotations

from datetime import date
from typing import Final

import regex

from nlu.patterns import compiled
from nlu.personal_data.words import AFTER, BEFORE, Spans, is_money, is_named

_IDENTITY: Final = compiled(
    rf"{BEFORE}\d{{6}}[ -]?\d{{8}}[ -]?\d{{3}}[ -]?[\dXx]{AFTER}"
    rf"|{BEFORE}[A-Za-z]{{3}}[ -]?\d{{4}}[ -]?\d{{6}}[ -]?\d{{2}}{AFTER}"
)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def has_identity_check(number: str) -> bool:
    """Whether 18 characters are a citizen's or a foreign permanent resident's number.

    >>> has_identity_check("11010519491231002X"), has_identity_check("110105194912310021")
    (True, False)
    """
    if len(number) != 18 or not number[:17].isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper() and _is_date(number[6:14])


def identity_cards(text: str) -> Spans:
    for match in _IDENTITY.finditer(text):
        number = regex.sub(r"[ -]", "", match.group())
        if (
            number[0].isalpha()
            or has_identity_check(number)
            or is_named(text, match.start(), "document")
        ):
            yield match.span()


_CARD: Final = compiled(
    rf"{BEFORE}(?:\d{{4}}([ -]))(?:\d{{4}}\1){{2,3}}\d{{1,4}}{AFTER}"
    rf"|{BEFORE}\d{{4}}[ -]\d{{6}}[ -]\d{{5}}{AFTER}"
    rf"|{BEFORE}\d{{13,19}}{AFTER}"
    rf"|{BEFORE}\d(?:[ -]?\d){{11,18}}{AFTER}"
)


def has_luhn_check(number: str) -> bool:
    """Whether the last digit fits the others (ISO/IEC 7812-1, annex B).

    >>> has_luhn_check("4111111111111111"), has_luhn_check("4111111111111112")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(number)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def bank_cards(text: str) -> Spans:
    for match in _CARD.finditer(text):
        digits = regex.sub(r"\D", "", match.group())
        is_grouped = match.group(1) is not None and len(digits) >= 13
        is_card = 13 <= len(digits) <= 19 and has_luhn_check(digits) and digits[0] in "2345689"
        if not is_money(text, *match.span()) and (
            is_grouped or is_card or is_named(text, match.start(), "card")
        ):
            yield match.span()


def _is_date(digits: str) -> bool:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return born.year >= 1900
