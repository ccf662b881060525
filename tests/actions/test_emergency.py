"""What is said in an emergency: from the directory and the catalogues alone, in every language."""

from __future__ import annotations

import pytest

from actions.emergency import emergency_hospital, emergency_message, unsure_message
from assistant.conversation.emergencies import Emergencies
from connectors.protocol import InboundMessage
from knowledge.emergencies import KINDS, first_aid
from knowledge.library import Library, load_library
from knowledge.model.place_words import DISTRICTS
from nlu.languages import FULL_LANGUAGES, LANGUAGES, answer_language

FIRST = {
    "medical": "120",
    "fire": "119",
    "crime": "110",
    "traffic": "120",
    "self_harm": "120",
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_right_number_comes_first_and_every_number_is_in_the_text(
    library: Library, kind: str, language: str
) -> None:
    said = emergency_message(library, kind, language)
    custom, text = said["custom"], said["text"]
    assert (custom["type"], custom["kind"]) == ("emergency", kind)
    assert custom["language"] == answer_language(language)
    assert custom["alert"] == kind
    assert custom["numbers"][0]["number"] == FIRST[kind]
    known = {p.number for place in library.places.values() for p in place.phones}
    assert {one["number"] for one in custom["numbers"]} <= known
    assert custom["numbers"][0]["number"] in text
    assert custom["say"]["zh"] in text
    assert custom["say"]["pinyin"] in text
    assert all(one["label"] for one in custom["numbers"])
    assert "{" not in text
    assert (custom.get("request_handoff") == "danger") == (kind == "self_harm")


def test_a_wish_to_die_gets_the_counselling_line(library: Library) -> None:
    for language in FULL_LANGUAGES:
        assert "12356" in emergency_message(library, "self_harm", language)["text"]


@pytest.mark.parametrize("district", [None, *DISTRICTS])
def test_only_a_hospital_with_emergency_service_on_record_is_named(
    library: Library, district: str | None
) -> None:
    hospital = emergency_hospital(library, district)
    if hospital is not None:
        assert hospital.district == district
        assert "emergency" in hospital.offers
        said = emergency_message(library, "medical", "ru", district)
        assert hospital.names["ru"] in said["text"]
        assert said["custom"]["places"][0]["id"] == f"place:{hospital.id}"
    else:
        assert emergency_message(library, "medical", "ru", district)["custom"]["places"] == []


def test_some_districts_have_one_and_no_place_is_no_district(library: Library) -> None:
    assert emergency_hospital(library, "binjiang") is not None
    assert emergency_hospital(library, None) is None


def test_where_it_may_be_one_the_numbers_come_in_one_line(library: Library) -> None:
    for language in FULL_LANGUAGES:
        text = unsure_message(library, language)["text"]
        assert all(number in text for number in ("110", "119", "120"))
        assert "\n" not in text


def test_it_is_answered_where_nothing_else_works(library: Library) -> None:
    emergencies = Emergencies(library)
    message = InboundMessage("rest", "u-1", "my husband is unconscious and not breathing, help!")
    answers = emergencies.answer_alone(message)
    assert answers is not None
    assert answers[0].custom["type"] == "emergency"
    assert "alert" not in answers[0].custom
    assert "120" in answers[0].text
    assert emergencies.answer_alone(InboundMessage("rest", "u-1", "hello")) is None
    pressed = InboundMessage("rest", "u-1", "my husband is unconscious", payload="/request_human")
    assert emergencies.answer_alone(pressed) is None


def test_the_table_says_whom_to_call_and_what_to_say() -> None:
    assert set(first_aid()) == set(KINDS)
