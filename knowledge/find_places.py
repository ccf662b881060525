"""Which places of the directory suit a person, best first.

What the person needs must be on the record: the kind, what is offered, the language spoken, the
child's age. Where they are only orders: their district first, then the nearer ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from math import asin, cos, inf, radians, sin, sqrt
from operator import itemgetter
from statistics import median
from typing import Final

from knowledge.library import Library
from knowledge.model.place import Place
from knowledge.model.place_words import DISTRICTS

Position = tuple[float, float]
_EARTH_RADIUS: Final = 6371.0
"""Kilometres (mean radius, WGS 84)."""

_SPOKEN_EVERYWHERE: Final = "zh"
_FROM_GRADE_TO_AGE: Final = 6
"""A child is six, sometimes seven, when grade 1 begins; so a grade is looked for by age as well."""


@dataclass(frozen=True)
class Wish:
    """What a person is looking for; None and empty where it does not matter.

    A place has all the `offers`, or (`any_offer`) one of them.
    `speaks` is the person's own language: places that have it come first, others stay.
    """

    kind: str
    district: str | None = None
    language: str | None = None
    offers: frozenset[str] = frozenset()
    any_offer: bool = False
    age: int | None = None
    grade: int | None = None
    speaks: str | None = None


@dataclass(frozen=True)
class Found:
    """The places, best first, and how many of them are in the district that was asked for."""

    places: tuple[Place, ...]
    in_district: int


def find_places(library: Library, wish: Wish) -> Found:
    """Every place that has what the wish needs, the nearest and best known first.

    >>> from knowledge.library import load_library
    >>> wish = Wish("hospital", district="binjiang", offers=frozenset({"emergency"}))
    >>> find_places(load_library(), wish).places[0].id
    'sahzu-binjiang'
    """
    centres = district_centres(library)
    suitable = [place for place in library.places.values() if _suits(place, wish)]
    order = sorted(suitable, key=lambda place: _rank(place, wish, centres))
    return Found(
        tuple(order),
        sum(place.district == wish.district for place in order) if wish.district else 0,
    )


def nearest_places(
    library: Library, here: Position, kind: str, most: int, within: float = 30.0
) -> tuple[Place, ...]:
    """The places of a kind nearest to a position (latitude, longitude), within so many kilometres.

    Where a record has no position of its own, the middle of its district stands for it.

    >>> from knowledge.library import load_library
    >>> [place.district for place in nearest_places(load_library(), (30.18, 120.2), "hospital", 1)]
    ['binjiang']
    """
    centres = district_centres(library)
    found = [
        (kilometres(here, where), place.id, place)
        for place in library.places.values()
        if place.kind == kind
        and place.checked is not False
        and (where := place.position or centres.get(place.district or "")) is not None
    ]
    return tuple(
        place
        for distance, _, place in sorted(found, key=itemgetter(0, 1))[:most]
        if distance <= within
    )


def district_centres(library: Library) -> Mapping[str, Position]:
    """Where each district's offices are, in the middle (median of the positions on record)."""
    positions: dict[str, list[Position]] = defaultdict(list)
    for place in library.places.values():
        if place.position is not None and place.district in DISTRICTS:
            positions[place.district].append(place.position)
    return {
        district: (median(lat for lat, _ in found), median(lon for _, lon in found))
        for district, found in positions.items()
    }


def kilometres(one: Position, other: Position) -> float:
    """The great-circle distance between two positions in degrees (haversine formula).

    >>> round(kilometres((30.25, 120.16), (30.25, 120.16)))
    0
    """
    lat1, lon1, lat2, lon2 = map(radians, (*one, *other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_RADIUS * asin(sqrt(half))


def _suits(place: Place, wish: Wish) -> bool:
    has = wish.offers & set(place.offers)
    enough = bool(has) or not wish.offers if wish.any_offer else has == wish.offers
    if place.kind != wish.kind or not enough:
        return False
    spoken = wish.language in (None, _SPOKEN_EVERYWHERE) or wish.language in place.languages
    return spoken and _takes(place, wish.age, wish.grade)


def _takes(place: Place, age: int | None, grade: int | None) -> bool:
    """Whether a school's record does not rule the child out."""
    if grade is not None:
        if place.grades is not None:
            return place.grades[0] <= grade <= place.grades[1]
        age = grade + _FROM_GRADE_TO_AGE - 1
    if age is None:
        return True
    if place.ages is not None:
        return place.ages[0] <= age <= place.ages[1]
    return place.grades is None or age <= place.grades[1] + _FROM_GRADE_TO_AGE


def _rank(
    place: Place, wish: Wish, centres: Mapping[str, Position]
) -> tuple[bool, bool, float, int, str]:
    """Sorts what is better first: in the district, for everything where nothing special is wanted,
    near it, then the better record."""
    missing = (
        place.checked is False,
        wish.speaks is not None and wish.speaks not in place.languages,
        not place.phones,
        not place.address.zh,
        wish.kind == "school" and place.ages is None and place.grades is None,
    )
    elsewhere = wish.district not in (None, place.district) and not _by_telephone(place)
    special = wish.kind == "hospital" and not wish.offers and "general" not in place.offers
    distance = _distance(place, wish.district, centres)
    return elsewhere, special, distance, sum(missing), place.id


def _distance(place: Place, district: str | None, centres: Mapping[str, Position]) -> float:
    """Whole kilometres from the district, by the middle of the place's own where there is no
    better; infinite where the record says nothing of where it is."""
    if _by_telephone(place):
        return 0.0
    here = place.position or centres.get(place.district or "")
    if district is None:
        return 0.0 if place.district in DISTRICTS else inf
    if place.district == district:
        return 0.0
    if here is None or district not in centres:
        return inf
    return round(kilometres(here, centres[district]))


def _by_telephone(place: Place) -> bool:
    """Whether a place is a telephone line, as near to one district as to any other."""
    return place.district is None and bool(place.phones) and not place.address.zh
