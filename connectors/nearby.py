"""What is near a place that a person sent: hospitals and offices of the directory, as cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from knowledge.find_places import Position, Wish, find_places, nearest_places
from knowledge.library import Library
from knowledge.model.place import Place
from knowledge.place_card import describe_place

_SHOWN: Final[Mapping[str, int]] = {"hospital": 2, "exit_entry": 1, "government": 1}
"""How many of each kind at most."""
_MOST: Final = 3


def places_near(
    library: Library, here: Position | None, district: str | None, language: str
) -> list[dict[str, Any]]:
    """The nearest to the position where there is one, else those in the district."""
    found = [
        place
        for kind, most in _SHOWN.items()
        for place in _of_kind(library, here, district, kind, most)
    ]
    return [describe_place(place, language) for place in found[:_MOST]]


def _of_kind(
    library: Library, here: Position | None, district: str | None, kind: str, most: int
) -> Iterator[Place]:
    if here is not None:
        yield from nearest_places(library, here, kind, most)
    elif district is not None:
        found = find_places(library, Wish(kind, district=district))
        yield from found.places[: min(most, found.in_district)]
