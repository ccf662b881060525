"""The ranking of places: what must be on the record, and what only orders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.excerpts import excerpt
from knowledge.find_places import Wish, district_centres, find_places, kilometres
from knowledge.library import Library, load_library
from knowledge.model.place_words import DISTRICTS
from nlu.languages import FULL_LANGUAGES

LIBRARY = load_library()
OFFERS = sorted({offer for place in LIBRARY.places.values() for offer in place.offers})


@pytest.fixture(scope="module")
def library() -> Library:
    return LIBRARY


@given(
    st.sampled_from(["hospital", "school", "legal", "exit_entry"]),
    st.none() | st.sampled_from(DISTRICTS),
    st.none() | st.sampled_from(FULL_LANGUAGES),
    st.frozensets(st.sampled_from(OFFERS), max_size=2),
    st.none() | st.integers(0, 20),
)
def test_every_place_has_what_was_asked_for(
    kind: str, district: str | None, language: str | None, offers: frozenset[str], age: int | None
) -> None:
    wish = Wish(kind, district=district, language=language, offers=offers, age=age)
    found = find_places(LIBRARY, wish)
    for place in found.places:
        assert place.kind == kind
        assert offers <= set(place.offers)
        assert language in (None, "zh", *place.languages)
        assert age is None or place.ages is None or place.ages[0] <= age <= place.ages[1]
    assert found.in_district == sum(p.district == district for p in found.places if district)
    assert len({place.id for place in found.places}) == len(found.places)
    assert find_places(LIBRARY, wish) == found


def test_the_district_comes_first_then_the_nearer_ones(library: Library) -> None:
    found = find_places(library, Wish("legal", "xihu", offers=frozenset({"labour"}))).places
    districts = [place.district for place in found]
    assert districts[0] == "xihu"
    centres = district_centres(library)
    far = [kilometres(centres[d], centres["xihu"]) for d in districts if d in centres]
    assert far[0] < far[-1]
    assert found[-1].district in (None, "chunan", "jiande", "tonglu")


def test_every_district_has_a_centre(library: Library) -> None:
    assert set(district_centres(library)) == set(DISTRICTS)


def test_one_of_several_matters_is_enough_where_that_is_asked(library: Library) -> None:
    wish = Wish("legal", offers=frozenset({"labour", "advice"}), any_offer=True)
    offers = {offer for place in find_places(library, wish).places for offer in place.offers}
    assert {"labour", "advice"} <= offers


def test_a_child_too_old_or_too_young_finds_no_school_that_says_so(library: Library) -> None:
    names = {place.id for place in find_places(library, Wish("school", age=3)).places}
    assert "school-hangzhou-international-school" in names
    assert "school-wellington-hangzhou" not in names
    eleventh = {place.id for place in find_places(library, Wish("school", grade=11)).places}
    assert "school-japanese-school-hangzhou" not in eleventh
    assert "school-basis-hangzhou" in eleventh


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_an_excerpt_is_of_the_guide_with_its_figures(library: Library, language: str) -> None:
    guide = library.guides["extend-residence-permit"]
    cost = excerpt(library, guide, language, "cost")
    assert cost.sentences
    assert all("{" not in sentence for sentence in cost.sentences)
    assert "400" in "".join(cost.sentences)
    assert {fact.id for fact in cost.facts} <= set(guide.header.facts)
    assert "30" in "".join(excerpt(library, guide, language, "time").sentences)


def test_every_guide_can_be_excerpted_in_every_language(library: Library) -> None:
    for guide in library.guides.values():
        for language in FULL_LANGUAGES:
            for figure in ("cost", "time"):
                for sentence in excerpt(library, guide, language, figure).sentences:
                    assert sentence.strip()
                    assert "{" not in sentence
