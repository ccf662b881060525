"""Where a person is from: the countries and their people that a message names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from babel import Locale

from nlu.languages import LANGUAGES
from nlu.patterns import compiled
from nlu.phrases import Found, Phrases
from nlu.word_table import aligned, read_table

_CODE: Final = compiled(r"[A-Z]{2}")
_CASES: Final = {"ия": ("ии", "ию", "ией"), "а": ("ы", "и", "у", "е", "ой"), "я": ("и", "ю", "ей")}
"""Endings that Russian gives to a country's name; other names get those of `_MASCULINE`."""

_MASCULINE: Final = ("а", "у", "е", "ом")
_CYRILLIC: Final = compiled(r"\p{Cyrillic}+")


def nationalities_said(text: str) -> list[Found]:
    """The countries that a message names, by ISO 3166 code, and where.

    A country's name and the word for its people count alike: "from Korea", "a Korean".

    >>> [code for code, _, _ in nationalities_said("my wife is French, I'm from South Korea")]
    ['FR', 'KR']
    >>> [code for code, _, _ in nationalities_said("я из Германии, 我是美国人")]
    ['DE', 'US']
    """
    return _names().find(text)


def countries_said(text: str) -> list[Found]:
    """The countries that a message calls by their names, not by the word for their people.

    >>> [code for code, _, _ in countries_said("a French licence in Germany")]
    ['DE']
    """
    return _country_names().find(text)


@lru_cache(maxsize=1)
def _country_names() -> Phrases:
    return Phrases(_by_code(read_table("nationalities")))


@lru_cache(maxsize=1)
def _names() -> Phrases:
    table = read_table("nationalities")
    names = _by_code(table)
    for territory, people in table["people"].items():
        names[territory] = [*people, *names[territory]]
    return Phrases(names)


def _by_code(table: dict[str, Any]) -> dict[str, list[str]]:
    """What CLDR calls each country in any language, without what means something else too."""
    left_out, unclear = set(table["none"]), {aligned(name) for name in table["unclear"]}
    names: dict[str, list[str]] = {}
    for code in LANGUAGES:
        for territory, name in Locale.parse(code).territories.items():
            if _CODE.fullmatch(territory) and territory not in left_out:
                forms = names.setdefault(territory, [])
                forms += [form for form in forms_of(name) if aligned(form) not in unclear]
    return names


def forms_of(name: str) -> Iterator[str]:
    """A name, without what CLDR adds in brackets, and its cases in Russian."""
    plain = name.partition("(")[0].strip()
    yield plain
    if _CYRILLIC.fullmatch(plain):
        ending = next((end for end in _CASES if plain.endswith(end)), "")
        for case in _CASES.get(ending, _MASCULINE):
            yield plain.removesuffix(ending) + case
