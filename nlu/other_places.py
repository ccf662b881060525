"""Whether a message is about another place than Hangzhou: the cities and provinces it names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from babel import Locale

from nlu.entities import district
from nlu.languages import LANGUAGES
from nlu.nationalities import countries_said, forms_of
from nlu.phrases import Found, Phrases
from nlu.word_table import aligned, read_table, table_path

OTHER_PLACES: Final = (table_path("other_places"), Path(__file__).resolve())
"""What the search index depends on: the table of names, and this program."""

_HERE: Final = "hangzhou"
_CONTINENTS: Final = frozenset({"Africa", "America", "Asia", "Australia", "Europe"})


class Elsewhere(NamedTuple):
    """Whether a text names another city or province, and whether another country."""

    city: bool = False
    country: bool = False


NOWHERE: Final = Elsewhere()


def elsewhere_said(text: str) -> Elsewhere:
    """What other places a text names; none where it names Hangzhou too.

    >>> elsewhere_said("a licence in Dubai"), elsewhere_said("a visa for Canada")
    (Elsewhere(city=True, country=False), Elsewhere(city=False, country=True))
    """
    cities = _names().find(text)
    countries = countries_said(text) or _countries().find(text)
    if not (cities or countries) or _is_here(text, cities):
        return NOWHERE
    return Elsewhere(bool(cities), bool(countries))


def other_places_said(text: str) -> list[Found]:
    """The cities and provinces that a message names, and where; none where it names Hangzhou too.

    >>> [name for name, _, _ in other_places_said("how do I renew my permit in Shanghai")]
    ['shanghai']
    >>> other_places_said("从上海搬到杭州"), other_places_said("my permit ends in May")
    ([], [])
    """
    found = _names().find(text)
    return [] if _is_here(text, found) else found


def _is_here(text: str, named: list[Found]) -> bool:
    """Whether Hangzhou is among the places named, or one of its districts is."""
    return any(name == _HERE for name, _, _ in named) or district(text) is not None


@lru_cache(maxsize=1)
def _names() -> Phrases:
    table = read_table("other_places")
    names = {_HERE: list(table["here"])}
    for part in (table["china"], table["world"]):
        for name, written in part.items():
            names[name] = [name, *written]
    unclear = {aligned(name) for name in table["unclear"]}
    for name, city in _cities_of_zones():
        forms = [form for form in forms_of(city) if aligned(form) not in unclear]
        names.setdefault(name, []).extend(forms)
    return Phrases(names)


def _cities_of_zones() -> Iterator[tuple[str, str]]:
    """(name, a way to write it): the cities that time zones are called after, in every language."""
    for code in LANGUAGES:
        for zone, called in Locale.parse(code).time_zones.items():
            area, _, place = zone.partition("/")
            if area in _CONTINENTS and place:
                name = place.rpartition("/")[2].replace("_", " ").lower()
                yield name, name
                if "city" in called:
                    yield name, called["city"]


@lru_cache(maxsize=1)
def _countries() -> Phrases:
    """What CLDR does not call a country."""
    return Phrases(read_table("other_places")["countries"])
