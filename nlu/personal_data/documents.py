"""Numbers of passports and permits, and long numbers of which nobody can tell what they are."""

from __future__ import annotations

from typing import Final

import regex

from nlu.patterns import compiled
from nlu.personal_data.phones import DATE, HOTLINE
from nlu.personal_data.words import AFTER, BEFORE, Spans, is_money, is_named

_DOCUMENT_SHAPE: Final = compiled(
    rf"{BEFORE}(?:"
    r"[A-Z]{1,2}\d{7,8}"  # most countries: E12345678, TR1234567
    r"|[A-Z]{2}\d{6}"  # Brazil
    r"|[A-Z]{3}\d{6}"  # Spain
    r"|\d{2}[A-Z]{2}\d{5}"  # France
    r"|[A-Z]\d{3}[A-Z]\d{4}"  # Korea, since 2021
    r"|[CFGHJK][CFGHJKLMNPRTVWXYZ0-9]{7}\d{1,2}"  # Germany
    rf"){AFTER}",
    regex.I,
)
_DOCUMENT_NAMED: Final = compiled(
    rf"{BEFORE}(?:[A-Z]{{1,3}}[ -]?)?\d(?:[ -]?[A-Z0-9]){{4,13}}{AFTER}"
    rf"|{BEFORE}[A-Z0-9]{{6,15}}{AFTER}",
    regex.I,
)
_LEAST_DOCUMENT: Final = 6


def documents(text: str) -> Spans:
    for match in _DOCUMENT_SHAPE.finditer(text):
        if sum(map(str.isdigit, match.group())) >= 4:
            yield match.span()
    for match in _DOCUMENT_NAMED.finditer(text):
        start, end = _trimmed(text, *match.span())
        written = regex.sub(r"[ -]", "", text[start:end])
        digits = sum(map(str.isdigit, written))
        if (
            len(written) >= _LEAST_DOCUMENT
            and digits >= 5
            and not DATE.fullmatch(text[start:end])
            and not HOTLINE.fullmatch(text[start:end])
            and not is_money(text, start, end)
            and is_named(text, start, "document")
        ):
            yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without words of letters at its ends ("no E12345678 and")."""
    while match := regex.match(
        r"[A-Za-z]{2,}[ -]+(?=\S*\d)|[A-Za-z]+[ -]+(?=[A-Za-z])", text[start:end]
    ):
        start += match.end()
    while match := regex.search(r"[ -]+[A-Za-z]+$", text[start:end]):
        end = start + match.start()
    return start, end


_LONG_NUMBER: Final = compiled(rf"{BEFORE}[A-Za-z]{{0,3}}\d{{9,40}}[A-Za-z]{{0,2}}{AFTER}")


def long_numbers(text: str) -> Spans:
    for match in _LONG_NUMBER.finditer(text):
        if not is_money(text, *match.span()) and not HOTLINE.fullmatch(match.group()):
            yield match.span()
