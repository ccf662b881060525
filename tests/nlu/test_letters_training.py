"""What the letter model learns from: phrasings of every language, Hindi in Latin letters."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from nlu.letter_model import score_letters
from nlu.training.letters import LANGUAGES, is_romanised, read_phrasings
from nlu.training.romanise import romanise

DEVANAGARI = regex.compile(r"\p{Devanagari}")
PHRASES = {
    "मकान मालिक": "makan malik",
    "पैसे नहीं दिए": "paise nahi die",
    "घर जाने से डर लगता है": "ghar jane se dar lagta hai",
    "समझ": "samajh",
    "wifi चाहिए": "wifi chahie",
    "हांगझोउ": "hangjhou",
    "अंदर": "andar",
}


@pytest.mark.parametrize(("hindi", "typed"), PHRASES.items())
def test_hindi_is_written_as_people_type_it(hindi: str, typed: str) -> None:
    assert romanise(hindi) == typed


@given(st.text("कखगघचजटडतदनपबमयरलवसहअआइईाीुेो्ंँ़ abc", max_size=40))
def test_nothing_of_the_letters_of_words_is_left(text: str) -> None:
    assert not DEVANAGARI.search(romanise(text))


@given(st.text(st.characters(max_codepoint=0x24F), max_size=40))
def test_text_in_latin_letters_stays(text: str) -> None:
    assert romanise(text) == unicodedata.normalize("NFC", text)


def test_english_words_are_no_hindi() -> None:
    assert is_romanised("license convert kaise kare")
    assert not is_romanised("school documents")


def test_phrasings_of_all_languages_are_read_without_the_last(tmp_path: Path) -> None:
    folder = tmp_path / "guides" / "health" / "dentist"
    folder.mkdir(parents=True)
    (folder / "de.md").write_text("---\ntitle: x\nask: [eins, zwei]\n---\nText.\n", "utf-8")
    (folder / "ask.yaml").write_text("it: [uno, due, tre]\n", "utf-8")
    assert read_phrasings(tmp_path) == {"de": ["eins"], "it": ["uno", "due"]}


def test_the_shipped_model_knows_these_languages() -> None:
    assert set(score_letters("hello")) == set(LANGUAGES)
