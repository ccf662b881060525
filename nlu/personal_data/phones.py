"""Telephone numbers as people of many countries write them, without those of everybody."""

from __future__ import annotations

from typing import Final

import regex

from nlu.patterns import compiled
from nlu.personal_data.words import AFTER, BEFORE, Spans, is_money, is_named

_PHONE: Final = compiled(rf"{BEFORE}[+(]?(?<!\d)\(?\d(?:[ ()./-]{{0,3}}\d){{6,16}}{AFTER}")
HOTLINE: Final = compiled(
    r"(?:(?:\+|00)?86[ -]?)?(?:\(?0?\d{2,3}\)?[ -])?"
    r"(?:1[12]\d|12\d{3}|1[12]\d{2}|100\d{2}|9[56]\d{3,4})|[48]00[ -]?\d{3,4}[ -]?\d{3,4}"
)
"""Numbers of everybody: 110, 120, 12345, 12367, 95588, 0571-12345, +86 10 12308, 400-…"""
DATE: Final = compiled(
    r"(?:19|20)\d\d([./ -])\d{1,2}\1\d{1,2}(?:\D+\d{1,2})?|\d{1,2}([./ -])\d{1,2}\2(?:19|20)?\d\d"
    r"|(?:19|20)\d\d ?- ?(?:19|20)\d\d|(?:19|20)\d\d(?:[01]\d)(?:[0-3]\d)"
)
_MOBILE: Final = compiled(r"(?:(?:00)?86)?1[3-9]\d{9}")
_THOUSANDS: Final = compiled(r"[1-9]\d{0,2}(?:([ .,])\d{3})(?:\1\d{3})*")
_LETTERS_BEFORE: Final = compiled(r"(?<!\p{Latin})[A-Za-z]{1,3} $")
"""As a passport's number has them ("N 71 96 96 06")."""


def phones(text: str) -> Spans:
    for match in _PHONE.finditer(text):
        start, end = match.span()
        is_tail = _LETTERS_BEFORE.search(text[:start]) and is_named(text, start, "document")
        if not is_tail and _is_phone(text, start, end):
            yield start, end


def _is_phone(text: str, start: int, end: int) -> bool:
    written = text[start:end]
    digits = regex.sub(r"\D", "", written)
    if HOTLINE.fullmatch(written) or DATE.fullmatch(written.strip()):
        return False
    is_international = written[0] == "+" or (digits.startswith("00") and len(digits) >= 10)
    if is_international or _MOBILE.fullmatch(digits):
        return True
    if is_money(text, start, end):
        return False
    if is_named(text, start, "phone"):
        return True
    if _THOUSANDS.fullmatch(written) and (len(digits) != 9 or digits.endswith("000")):
        return False
    if written.startswith(("0", "(0")) and 9 <= len(digits) <= 12:
        return True
    groups = regex.findall(r"\d+", written)
    return len(groups) >= 3 and 9 <= len(digits) <= 12 and min(map(len, groups[1:])) >= 2
