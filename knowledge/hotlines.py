"""Who asks for a hotline by its number gets that line: "12367", "120", "what is 12315"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from knowledge.library import Library
from nlu.normalise import number_of
from nlu.patterns import compiled
from nlu.tokenize import words

_LONGEST: Final = 40
_SHORT_NUMBER: Final = compiled(r"(?<!\p{Nd})\p{Nd}{3,5}(?!\p{Nd})")
_HOTLINE_DIGITS: Final = 5
_WORDS_BESIDE: Final = 3
"""A number of five digits may stand among so many words; a shorter one stands alone, since it may
be a room or a bus."""


def hotlines_by_number(library: Library) -> dict[str, str]:
    """The entry of each line with a short number; one that is nothing but a line goes first."""
    found: dict[str, str] = {}
    for place in sorted(library.places.values(), key=lambda place: place.kind != "hotline"):
        for phone in place.phones:
            if _SHORT_NUMBER.fullmatch(phone.number):
                found.setdefault(phone.number, f"place:{place.id}")
    return found


def hotline_asked(text: str, language: str, known: Mapping[str, str]) -> str | None:
    """The entry of the hotline that a message asks for by its number, or None.

    >>> known = {"120": "place:ambulance", "12367": "place:immigration"}
    >>> hotline_asked("١٢٠", "ar", known), hotline_asked("what is 12367?", "en", known)
    ('place:ambulance', 'place:immigration')
    >>> hotline_asked("room 120", "en", known) is None
    True
    """
    numbers = _SHORT_NUMBER.findall(text) if len(text) <= _LONGEST else []
    if len(numbers) != 1:
        return None
    number = str(number_of(numbers[0])).zfill(len(numbers[0]))
    beside = len(words(_SHORT_NUMBER.sub(" ", text), language))
    allowed = _WORDS_BESIDE if len(number) == _HOTLINE_DIGITS else 0
    return known.get(number) if beside <= allowed else None
