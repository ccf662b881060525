"""The sentences of the conversation and of emergencies: complete, alike, without numbers."""

from __future__ import annotations

import re
import string
from typing import get_args

import pytest

from actions.places.search import MATTERS
from knowledge.model.place_words import Offer
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES

_FIELDS = string.Formatter()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in _FIELDS.parse(text) if name}


@pytest.mark.parametrize("domain", ["dialogue", "emergency"])
@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_sentence_is_there_with_its_values(domain: str, language: str) -> None:
    known = sentences(domain)
    assert known.keys(language) == known.keys("en")
    for key, english in known.all("en").items():
        text = known.all(language)[key]
        assert fields(text) == fields(english), key
        assert not re.search(r"\d", text), key
        if language != "en" and len(english.split()) >= 4:
            assert text != english, key


def test_everything_on_offer_has_a_name() -> None:
    keys = sentences("dialogue").keys("en")
    assert {f"offer.{offer}" for offer in (*get_args(Offer), *MATTERS)} <= keys
