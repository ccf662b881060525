"""Cleaning what people type."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.errors import Unprocessable
from connectors.text import JOINERS, LONGEST_MESSAGE, MOST_MARKS, clean_message, clean_text

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)
TRICKY = st.text(
    st.sampled_from("a \n\r\u200c\u200d\u200b\u202e\u0301\u0344\u212a\ufeff\u3164\x00\ud800م👩💻é"),
    max_size=60,
)


@given(ANY_TEXT | TRICKY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)


@given(ANY_TEXT | TRICKY)
def test_what_is_left_can_be_stored_and_seen(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == cleaned.strip()
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in cleaned)
    assert not set(cleaned) & set("\u200b\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\x00")


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x10F), min_size=1))
def test_ordinary_letters_stay(text: str) -> None:
    assert clean_text(text) == unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("می\u200cشود", "می\u200cشود"),
        ("CD\u200cها", "CD\u200cها"),
        ("👩\u200d💻 ❤\ufe0f\u200d🔥", "👩\u200d💻 ❤\ufe0f\u200d🔥"),
        ("po\u200blice po\u200dlice", "police police"),
        ("\u200d \u200c", ""),
        ("a\ud800b\x00c", "abc"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
        ("\u3164\uffa0", ""),
    ],
)
def test_examples(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


def test_joiners_never_stand_at_an_edge() -> None:
    assert not set(clean_text(f"{JOINERS}م{JOINERS} م {JOINERS}")) & set(JOINERS)


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200d\x00", "\ud800"])
def test_a_message_without_visible_text_is_refused(text: str) -> None:
    with pytest.raises(Unprocessable) as raised:
        clean_message(text)
    assert raised.value.code == "empty-message"


def test_the_longest_message_and_one_more() -> None:
    assert len(clean_message("😀" * LONGEST_MESSAGE)) == LONGEST_MESSAGE
    with pytest.raises(Unprocessable) as raised:
        clean_message("😀" * (LONGEST_MESSAGE + 1))
    assert raised.value.code == "message-too-long"


@pytest.mark.parametrize(
    "text",
    ["a" + "\u0345" * 16000 + "\u0334" * 16000, "a\u200d" * 20000, "\u0344" * 20000],
    ids=["marks", "joiners", "decomposing"],
)
def test_odd_texts_are_clean_after_one_cleaning(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert len(cleaned) <= len(text)


def test_stacks_of_marks_are_cut() -> None:
    assert len(clean_text("a" + "\u0316" * 500)) == 1 + MOST_MARKS
