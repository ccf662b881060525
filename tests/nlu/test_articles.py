"""The number of an article, however it is said."""

from __future__ import annotations

import pytest

from nlu.articles import article_number, article_said

THIRTY_SIX = """
article 36 | Art. 36 | art36 | article no. 36 | article number 36 | the 36th article
article thirty-six | article thirty six | section 36 | § 36 | what does Article 36 say?
l'article 36 | article n° 36 | article numéro 36 | 36e article | article trente-six
Artikel 36 | Artikel Nr. 36 | 36. Artikel | artikel sechsunddreißig | Paragraph 36
artículo 36 | articulo nº 36 | artículo número 36 | artículo treinta y seis
artigo 36º | artigo n.º 36 | artigo trinta e seis | 36º artigo
статья 36 | ст 36 | 36 статья | в 36-й статье | 36-ая статья | статью № 36 | статья номер 36
статья тридцать шесть | статья тридцать шестая
المادة ٣٦ | الماده 36 | المادة رقم 36 | المادة السادسة والثلاثون | الماده السادسه والثلاثين
điều 36 | Điều số 36 | điều thứ 36 | dieu 36 | điều ba mươi sáu
มาตรา 36 | มาตราที่ ๓๖ | ข้อที่ 36 | มาตราสามสิบหก
第36条 | 第三十六条讲什么 | 第三十六條 | 三十六条 | 条例36条 | 第３６条では
36조 | 제 36 조에 | 제삼십육조 | 삼십육조 | 36번 조항
madde 36 | 36 numaralı madde | pasal 36 | articolo 36 | अनुच्छेद 36 | ماده ۳۶ | آرٹیکل 36
"""
NONE = """
36 people | my 36 year old son | 36 hours | 36 euros per article | article about hospitals
die 3 Artikel die ich gekauft hab | 第3次 | 36个条件 | tôi 36 tuổi có điều muốn hỏi
article 36 of the constitution | 宪法第三十六条 | twenty articles | một điều nữa
"""


def _each(table: str) -> list[str]:
    return [said.strip() for line in table.strip().splitlines() for said in line.split(" | ")]


@pytest.mark.parametrize("said", _each(THIRTY_SIX))
def test_a_number_is_read_in_figures_and_in_words(said: str) -> None:
    assert article_number(said) == 36


@pytest.mark.parametrize("said", _each(NONE))
def test_other_numbers_are_none(said: str) -> None:
    assert article_number(said) is None


def test_longer_words_win() -> None:
    assert article_number("article forty-two") == 42
    assert article_number("artículo sesenta") == 60
    assert article_number("điều bốn mươi") == 40


def test_a_span_is_where_it_is_said() -> None:
    text = "please, what says artículo treinta y dos?"
    number, start, end = article_said(text) or (0, 0, 0)
    assert (number, text[start:end]) == (32, "artículo treinta y dos")


def test_digits_that_python_does_not_know_name_no_article() -> None:
    assert article_number("Article \U00011f53") is None
