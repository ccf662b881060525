"""The article of the regulation that a message asks for by its number."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

from nlu.normalise import number_of
from nlu.patterns import Pattern, compiled
from nlu.word_table import aligned, read_table

_LONGEST: Final = 500
_NUMERALS: Final = "零一二三四五六七八九"
_NAMES: Final = (
    "articles?|art\\.?|artikel|articulos?|artigos?|articolo|стат(?:ья|ье|ьи|ью|ьей)|ст\\.?|"
    "(?:ال)?ماد[ةه]|madde|pasal|dieu|มาตรา|ข้อ|अनुच्छेद|धारा|آرٹیکل|دفعہ|section|§|paragraph|paragraf"
)
_NUMBER_WORDS: Final = (
    "no\\.?|nr\\.?|n\\.?\\s?[°ºo]|№|number|numero|nummer|номер|so|thu|ที่|رقم|numarali|numara"
)
_DIGITS: Final = r"(\p{Nd}{1,3})(?!\p{Nd})"
_MAYBE_SPELT: Final = compiled(rf"(?<!\p{{L}})(?:{_NAMES})|조")
"""What stands beside a number in words; most messages have none, and the numbers are many."""

_FEWEST_SPELT: Final = 10
"""Smaller numbers in words mean too many other things."""

_BY_DIGITS: Final = (
    compiled(rf"(?<!\p{{L}})(?:{_NAMES})\s*(?:(?:{_NUMBER_WORDS})\s*)?{_DIGITS}"),
    compiled(
        r"(?<!\p{Nd})(\p{Nd}{1,3})(?:st|nd|rd|th|eme|[eo°º.]|\s?-?а?я|-?[ийюо][ий]?|\s?numarali)?"
        r"(?:(?<!\p{Nd})|(?=\s*стат))\s*(?:article|artikel|articulo|artigo|стат\p{L}+|madde)(?!\p{L})"
    ),
    compiled(r"(?<!\p{Nd})(\p{Nd}{1,3})\s*(?:条|條)"),
    compiled(r"(?:제\s*)?(?<!\p{Nd})(\p{Nd}{1,3})\s*(?:번\s*)?조(?!\p{L}*(?:각|건))"),
)
_HAN: Final = compiled(
    r"(?:第\s*([零一二三四五六七八九十]{1,5})|([二三四五六]?十[一二三四五六七八九]?))\s*[条條]"
)
_OTHER_LAW: Final = compiled(
    r"constitution|criminal law|civil code|labou?r law|visa law|tax law|宪法|刑法|民法|劳动法|税法"
)
_VARIANTS: Final = {" ": r"[\s-]*", "ون": "(?:ون|ين)", "أ": "[أا]", "ة": "[ةه]", "ى": "[ىي]"}


def article_number(text: str) -> int | None:
    """The article a message asks for by number, or None.

    >>> article_number("What does Article 36 say?"), article_number("第三十六条讲什么")
    (36, 36)
    >>> article_number("المادة السادسة والثلاثون"), article_number("36 people")
    (36, None)
    """
    said = article_said(text)
    return said[0] if said else None


@lru_cache(maxsize=64)
def article_said(text: str) -> tuple[int, int, int] | None:
    """The article a message asks for, and where: (number, start, end)."""
    said = aligned(text[:_LONGEST])
    if _OTHER_LAW.search(said):
        return None
    for pattern in _BY_DIGITS:
        match = pattern.search(said)
        if match and (number := number_of(match[1])) is not None:
            return number, match.start(), match.end()
    if match := _HAN.search(said):
        return _han(match[1] or match[2]), match.start(), match.end()
    if _MAYBE_SPELT.search(said) and (match := _spelt_pattern().search(said)):
        return _spelt_value(match["spelt"]), match.start(), match.end()
    return None


def _han(numeral: str) -> int:
    tens, has_ten, ones = numeral.rpartition("十")
    high = (_NUMERALS.index(tens[-1]) if tens else 1) * 10 if has_ten else 0
    return high + (_NUMERALS.index(ones[-1]) if ones else 0)


@lru_cache(maxsize=1)
def _spelt() -> tuple[tuple[Pattern, int], ...]:
    """A pattern for each number in words, the longest words first."""
    found = [
        (aligned(words), number)
        for numbers in read_table("spelt_numbers").values()
        for number, words in enumerate(numbers, start=1)
        if number >= _FEWEST_SPELT
    ]
    found.sort(key=lambda one: -len(one[0]))
    return tuple((compiled(_varied(words)), number) for words, number in found)


@lru_cache(maxsize=1)
def _spelt_pattern() -> Pattern:
    any_number = "|".join(pattern.pattern for pattern, _ in _spelt())
    return compiled(
        rf"(?<!\p{{L}})(?:(?:{_NAMES})\s*(?:(?:{_NUMBER_WORDS})\s*)?(?P<spelt>{any_number})"
        rf"|제?\s*(?P<spelt>{any_number})\s*조)"
    )


def _varied(words: str) -> str:
    pattern = regex.escape(words, literal_spaces=True)
    for written, variants in _VARIANTS.items():
        pattern = pattern.replace(written, variants)
    return pattern


def _spelt_value(words: str) -> int:
    return next(number for pattern, number in _spelt() if pattern.fullmatch(words))
