"""The catalogues: every sentence in every language, with the same values in it."""

from __future__ import annotations

import re
import string

import pytest

from nlu.catalogues import LOCALE_FOLDER, CatalogueError, sentences
from nlu.languages import FULL_LANGUAGES

_FIELDS = string.Formatter()
DOMAINS = sorted(path.stem for path in LOCALE_FOLDER.glob("en/LC_MESSAGES/*.po"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in _FIELDS.parse(text) if name}


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_sentence_is_there_with_its_values(language: str, domain: str) -> None:
    known = sentences(domain)
    assert known.keys(language) == known.keys("en")
    for key, english in known.all("en").items():
        assert fields(known.all(language)[key]) == fields(english), key


@pytest.mark.parametrize("domain", DOMAINS)
@pytest.mark.parametrize("language", [code for code in FULL_LANGUAGES if code != "en"])
def test_sentences_are_translated(language: str, domain: str) -> None:
    english, own = sentences(domain).all("en"), sentences(domain).all(language)
    sentence_keys = [key for key, text in english.items() if len(text.split()) >= 4]
    same = [key for key in sentence_keys if own[key] == english[key]]
    assert set(same) <= {"answer.in_english"}


def test_plurals_follow_the_language() -> None:
    say = sentences().say_plural
    assert say("unit.working_day", "ru", 1, number="1") == "1 рабочий день"
    assert say("unit.working_day", "ru", 2, number="2") == "2 рабочих дня"
    assert say("unit.working_day", "ru", 5, number="5") == "5 рабочих дней"
    assert say("unit.working_day", "ja", 5, number="5") != say(
        "unit.working_day", "en", 5, number="5"
    )


def test_a_missing_sentence_is_an_error() -> None:
    with pytest.raises(CatalogueError):
        sentences().say("no.such.key", "en")


def test_sentences_hold_no_phone_number() -> None:
    for language in FULL_LANGUAGES:
        for key, text in sentences().all(language).items():
            assert not re.search(r"\d{3,}", re.sub(r"20(18|23)", "", text)), (language, key)
