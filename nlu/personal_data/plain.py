"""Texts in one plain form, with the way back to where each character stood."""

from __future__ import annotations

import unicodedata
from typing import Final

MASK: Final = "\x00"
"""Stands in a plain text where something was found already; no plain text has it of itself."""


def plain_form(text: str) -> tuple[str, list[int]]:
    """Digits, letters and signs in their ASCII form, no invisible characters; and from where in the
    text each one comes."""
    letters, places = [], []
    for at, letter in enumerate(text):
        category = unicodedata.category(letter)
        if category in ("Cf", "Mn"):
            continue
        if category == "Nd":
            letter = str(unicodedata.digit(letter))
        elif category == "Pd" or letter in "−‐":
            letter = "-"
        elif category == "Zs":
            letter = " "
        else:
            normal = unicodedata.normalize("NFKC", letter)
            letter = normal if len(normal) == 1 else letter
        letters.append(" " if letter == MASK else letter)
        places.append(at)
    return "".join(letters), places
