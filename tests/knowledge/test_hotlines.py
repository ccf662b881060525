"""Hotlines by their number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.hotlines import hotline_asked, hotlines_by_number
from knowledge.library import shared_library
from nlu.languages import LANGUAGES

KNOWN = {"120": "place:ambulance", "12367": "place:immigration"}


@pytest.mark.parametrize(
    ("text", "language", "entry"),
    [
        ("120", "en", "place:ambulance"),
        ("１２０！", "ja", "place:ambulance"),
        ("১২০", "hi", "place:ambulance"),
        ("12367是什么电话", "zh", "place:immigration"),
        ("bus 120", "en", None),
        ("120 or 12367", "en", None),
        ("0571-12367", "en", None),
        ("123670", "en", None),
        ("\U00011f51\U00011f52\U00011f50", "en", None),  # Kawi digits, newer than Python's tables
        ("", "en", None),
    ],
)
def test_a_number_by_itself(text: str, language: str, entry: str | None) -> None:
    assert hotline_asked(text, language, KNOWN) == entry


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_read(text: str, language: str) -> None:
    assert hotline_asked(text, language, KNOWN) in {None, *KNOWN.values()}


def test_every_line_is_a_place_with_that_phone() -> None:
    library = shared_library()
    found = hotlines_by_number(library)
    assert {"110", "119", "120", "12345", "12348", "12367"} <= set(found)
    for number, entry in found.items():
        place = library.places[entry.partition(":")[2]]
        assert number in {phone.number for phone in place.phones}
    assert found["12367"] == "place:hotline-12367-immigration"
