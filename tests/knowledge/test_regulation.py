"""The regulation's text: nothing lost, nothing added."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.library import CORPUS, load_library
from knowledge.regulation import RegulationError, chinese_number, is_item, parse_regulation
from nlu.languages import FULL_LANGUAGES

TEXT = (CORPUS / "regulation" / "zh.txt").read_text(encoding="utf-8")
SEED = Path(__file__).resolve().parents[3] / "shared/seeds/regulation-articles-32-60.txt"


def test_the_parts_joined_are_the_file_again() -> None:
    assert parse_regulation(TEXT).joined() == TEXT


@pytest.mark.skipif(not SEED.is_file(), reason="only where the text as given is at hand")
def test_the_file_is_the_text_as_given() -> None:
    assert SEED.read_text(encoding="utf-8") == TEXT


def test_all_articles_are_there_in_their_chapters() -> None:
    regulation = parse_regulation(TEXT)
    assert [article.number for article in regulation.articles] == list(range(32, 61))
    assert [(c.label, c.title, len(c.articles)) for c in regulation.chapters] == [
        ("第四章", "公共服务国际化", 9),
        ("第五章", "文化国际交流融合", 7),
        ("第六章", "保障措施", 12),
        ("第七章", "附则", 1),
    ]


def test_items_are_items() -> None:
    article = next(a for a in parse_regulation(TEXT).articles if a.number == 43)
    assert [is_item(block) for block in article.blocks] == [False] + [True] * 5


def test_articles_are_translated_summarised_and_asked_for() -> None:
    for number, article in load_library().articles.items():
        for language in FULL_LANGUAGES:
            translation = article.translations[language]
            assert translation.summary
            assert len(translation.ask) >= 4
            if language == "en" or (language != "zh" and number <= 47):
                assert len(translation.blocks) == len(article.blocks), (number, language)


@pytest.mark.parametrize("text", ["x", "第四十条 text", "第四章 a b 第四十条 c"])
def test_text_out_of_place_is_refused(text: str) -> None:
    with pytest.raises(RegulationError):
        parse_regulation(text)


@given(st.integers(1, 99))
def test_chinese_numerals(number: int) -> None:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    text = (
        (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
    )
    assert chinese_number(text) == number


@given(
    st.lists(
        st.lists(st.text("甲乙丙,。;", min_size=1, max_size=8), max_size=4), min_size=1, max_size=9
    )
)
def test_any_well_formed_text_survives_parsing(articles: list[list[str]]) -> None:
    words = ["第一章", "总则"]
    for number, blocks in enumerate(articles):
        words += [f"第{'一二三四五六七八九'[number]}条", *blocks]
    text = " ".join(words) + " |\n"
    parsed = parse_regulation(text)
    assert parsed.joined() == text
    assert [list(a.blocks) for a in parsed.articles] == articles
