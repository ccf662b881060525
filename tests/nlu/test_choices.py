"""Choices in words: numbers in any script, ordinals in every language, names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.choices import chosen
from nlu.languages import LANGUAGES

TITLES = ["Register your address", "Binjiang District", "Xihu District"]

SECOND = {
    "en": ["the second one please", "option 2", "2nd", "number two"],
    "zh": ["第二个", "第2个吧", "二", "我选第二项", "第二個"],
    "ja": ["2番目", "二番目をお願いします", "2番で"],
    "ko": ["두 번째요", "2번", "두번째 걸로 주세요"],
    "fr": ["le deuxième svp", "la seconde", "numéro 2"],
    "de": ["das zweite bitte", "Nummer zwei", "der Zweite"],
    "es": ["la segunda, por favor", "opción 2", "el segundo"],
    "pt": ["o segundo", "opção dois", "a segunda por favor"],
    "ru": ["второй", "вторая пожалуйста", "вариант 2", "2-й"],
    "ar": ["الثاني", "الخيار الثاني من فضلك", "رقم ٢"],
    "vi": ["cái thứ hai", "số 2", "thứ hai nhé"],
    "th": ["อันที่สอง", "ข้อ 2 ค่ะ", "ข้อ ๒"],
    "hi": ["दूसरा वाला", "नंबर २"],
    "id": ["yang kedua", "nomor 2"],
    "it": ["il secondo", "la seconda per favore", "numero 2"],
    "tr": ["ikinci", "2 numaralı", "ikincisi lütfen"],
    "fa": ["دومی", "گزینه ۲", "شماره دو"],
    "ur": ["دوسرا", "نمبر ۲", "دوسری والی"],
}


def test_every_language_has_its_ordinals() -> None:
    assert set(SECOND) == set(LANGUAGES)


@pytest.mark.parametrize("said", [text for texts in SECOND.values() for text in texts])
def test_the_second_in_every_language(said: str) -> None:
    assert chosen(said, TITLES) == 1


@pytest.mark.parametrize(
    ("said", "at"),
    [("最后一个", 2), ("the last one", 2), ("последний", 2), ("Xihu District", 2), ("滨江", None)],
)
def test_the_last_and_names(said: str, at: int | None) -> None:
    assert chosen(said, TITLES) == at


def test_a_part_of_a_name_only_where_a_choice_is_asked_for() -> None:
    assert chosen("binjiang", TITLES, part=True) == 1
    assert chosen("the Binjiang District one", TITLES, part=True) == 1
    assert chosen("binjiang", TITLES) is None
    assert chosen("district", TITLES, part=True) is None


@pytest.mark.parametrize(
    "said", ["4", "0", "2 rooms", "my second child", "二手车怎么过户", "second hand car", "", "?!"]
)
def test_what_is_no_choice(said: str) -> None:
    assert chosen(said, TITLES) is None


@given(st.text(max_size=120), st.lists(st.text(max_size=20), max_size=6), st.booleans())
def test_any_text_is_one_of_the_choices_or_none(said: str, titles: list[str], part: bool) -> None:
    at = chosen(said, titles, part=part)
    assert at is None or 0 <= at < len(titles)


@pytest.mark.parametrize("text", ["\U00011f52", "第\U00011f52个", "number \U00011f52"])
def test_digits_that_python_does_not_know_choose_nothing(text: str) -> None:
    assert chosen(text, ["Yes", "No"]) is None
