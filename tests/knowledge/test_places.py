"""The service directory as it is shipped: names, numbers and hours can be shown as they are."""

from __future__ import annotations

import re
from typing import get_args

import phonenumbers
import pytest
from pydantic import ValidationError

from knowledge.answer import compose_answer
from knowledge.library import CORPUS, load_library
from knowledge.model.place import Phone, Place
from knowledge.model.place_words import DISTRICTS, PLACE_KINDS, PhoneLabel
from knowledge.place_card import describe_place
from knowledge.place_files import PlaceFileError, format_places, read_place_files
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES

LIBRARY = load_library()
PLACES = list(LIBRARY.places.values())
SHORT_CODE = re.compile(r"\d{3,6}")
SERVICE_NUMBERS = {"0571-96299"}
"""Short codes that are dialled with the area code; the numbering plan does not list them."""
DOUBT = re.compile(
    r"confirm|verify|unknown|doubt|memory|dataset|AMap|seen|approx|listing|\bNOT\b|corrected", re.I
)
SCRIPTS = {
    "zh": r"[\u4e00-\u9fff]",
    "ja": r"[\u3040-\u30ff\u4e00-\u9fff]",
    "ko": r"[\uac00-\ud7a3]",
    "ru": r"[\u0400-\u04ff]",
    "ar": r"[\u0600-\u06ff]",
    "th": r"[\u0e00-\u0e7f]",
}
LONGEST_NAME = 96
IN_LATIN_EVERYWHERE = re.compile(
    r"^(Hangzhou\.com\.cn|China (Mobile|Unicom|Telecom)|Alipay|WeChat)"
)


def places(*ids: str) -> pytest.MarkDecorator:
    found = [LIBRARY.places[one] for one in ids] if ids else PLACES
    return pytest.mark.parametrize("place", found, ids=lambda place: place.id)


@places()
def test_every_place_is_named_in_twelve_languages(place: Place) -> None:
    assert set(FULL_LANGUAGES) <= place.names.keys()
    for language, name in place.names.items():
        assert name == name.strip()
        assert len(name) <= LONGEST_NAME
        script = SCRIPTS.get(language)
        if script and not IN_LATIN_EVERYWHERE.match(place.names["en"]):
            assert re.search(script, name), (language, name)


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_no_two_places_have_one_name(language: str) -> None:
    names = [place.names[language] for place in PLACES]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@places()
def test_phones_can_be_dialled(place: Place) -> None:
    for phone in place.phones:
        if SHORT_CODE.fullmatch(phone.number) or phone.number in SERVICE_NUMBERS:
            continue
        number = phonenumbers.parse(phone.number, "CN")
        assert phonenumbers.is_valid_number(number), phone.number
    numbers = [phone.number for phone in place.phones]
    assert len(numbers) == len(set(numbers))


@places()
@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_that_is_shown_is_a_remark_for_editors(place: Place, language: str) -> None:
    shown = describe_place(place, language)
    assert "note" not in shown
    texts = [shown["name"], shown["hours"] or "", *place.services]
    texts += [phone["note"] or "" for phone in shown["phones"]]
    assert [text for text in texts if DOUBT.search(text)] == []


@pytest.mark.parametrize("label", get_args(PhoneLabel))
@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_label_is_said_in_every_language(label: str, language: str) -> None:
    said = sentences().say(f"phone.{label}", language)
    assert said
    assert label not in said or "_" not in label


def test_the_label_stands_beside_the_number_in_the_readers_language() -> None:
    answer = compose_answer(LIBRARY, "place:consulate-germany", "fr")
    assert "021-60326500 (section consulaire)" in answer.text
    phones = answer.places[0]["phones"]
    assert phones[0] == {"number": "021-60326500", "note": "section consulaire"}
    unlabelled = compose_answer(LIBRARY, "place:hotline-12345-hangzhou", "fr")
    assert unlabelled.places[0]["phones"] == [{"number": "12345", "note": None}]


def test_hours_and_the_lack_of_a_date_are_said_in_the_readers_language() -> None:
    always = compose_answer(LIBRARY, "place:hotline-12367-immigration", "zh")
    assert always.places[0]["hours"] == "每天24小时"
    assert "每天24小时" in always.text
    undated = next(place for place in PLACES if place.source.date == "undated")
    assert (
        sentences().say("place.undated", "ko")
        in compose_answer(LIBRARY, f"place:{undated.id}", "ko").text
    )


def test_the_files_are_in_the_style_that_the_import_writes() -> None:
    for path, found in read_place_files(CORPUS / "places").items():
        assert path.stem in PLACE_KINDS
        assert {place.kind for place in found} == {path.stem}
        assert format_places(found) == path.read_text(encoding="utf-8")


def test_a_broken_file_is_named(tmp_path) -> None:
    for content in ("- id: x", "x: [", "5", "- 5"):
        (tmp_path / "hotline.yaml").write_text(content)
        with pytest.raises(PlaceFileError, match=r"hotline\.yaml"):
            read_place_files(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"position": [39.9, 116.4]}, "not in Zhejiang or Shanghai"),
        ({"hours": "24 h"}, "not days such as Mo-Fr"),
        ({"languages": ["English"]}, "not a language code"),
        ({"urls": ["www.example.org"]}, "not a web address"),
        ({"names": {"en": "A", "zh": " "}}, "a name is empty"),
        ({"names": {"en": "A"}}, "a name in en and in zh"),
        ({"names": {"en": "A", "zh": "甲", "xx": "A"}}, "unknown languages: xx"),
        ({"district": "pudong"}, "unknown district"),
        ({"kind": "shop"}, "unknown kind"),
        ({"phones": [{"number": "110", "label": "as listed 2019"}]}, "unexpected value"),
        ({"phones": [{"number": "call 110"}]}, "does not match regex"),
    ],
)
def test_a_wrong_record_is_refused(change: dict, message: str) -> None:
    record = LIBRARY.places["srrsh-qingchun"].dict()
    with pytest.raises(ValidationError, match=message):
        Place.parse_obj({**record, **change})


def test_a_phone_has_no_free_note() -> None:
    with pytest.raises(ValidationError, match="extra fields"):
        Phone.parse_obj({"number": "110", "note": "free"})


@pytest.mark.parametrize("word", [*get_args(PhoneLabel), *PLACE_KINDS, *DISTRICTS])
def test_the_words_of_a_record_are_documented(word: str) -> None:
    guide = (CORPUS.parent.parent / "docs" / "content.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{word}\b", guide)
