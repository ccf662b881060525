"""Numbers to call that sentences of the catalogue name, and the places that have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from knowledge.library import Library

CITY_HOTLINE: Final = "hotline-12345-hangzhou"
IMMIGRATION_HOTLINE: Final = "hotline-12367-immigration"
LEGAL_HOTLINE: Final = "legal-12348-hotline"
HELP_PLACES: Final[Mapping[str, str]] = {
    "city_hotline": CITY_HOTLINE,
    "immigration_hotline": IMMIGRATION_HOTLINE,
    "legal_hotline": LEGAL_HOTLINE,
    "police": "hotline-110-police",
    "ambulance": "hotline-120-ambulance",
    "fire": "hotline-119-fire",
    "traffic": "hotline-122-traffic",
    "crisis": "hotline-12356-mental-health",
    "consumer_hotline": "hotline-12315-consumer",
}
"""Names that sentences of the catalogue use for numbers to call, and the places that have them."""


def help_numbers(library: Library) -> dict[str, str]:
    """The numbers to call, by the names that the catalogue's sentences use."""
    return {name: library.places[place].phones[0].number for name, place in HELP_PLACES.items()}
