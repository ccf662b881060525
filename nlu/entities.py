"""Things a message names: an article of the regulation, a district."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import regex
import yaml

from nlu.normalise import level

_DISTRICTS: Final = Path(__file__).resolve().parent / "tables" / "districts.yaml"
_LONGEST: Final = 500
_NUMERALS: Final = "零一二三四五六七八九"
_ARTICLE_WORDS: Final = (
    "article|articles|art\\.?|artikel|artículo|articulo|artigo|articolo|статья|статье|статьи|"
    "статью|ст\\.|المادة|مادة|ماده|madde|pasal|điều|dieu|มาตรา|ข้อ|अनुच्छेद|धारा|آرٹیکل|دفعہ"
)
_ARTICLE: Final = (
    regex.compile(
        rf"(?<!\p{{L}})(?:{_ARTICLE_WORDS})\s*(?:no\.?\s*|nr\.?\s*|№\s*)?(\p{{Nd}}{{1,3}})"
    ),
    regex.compile(r"第\s*(\p{Nd}{1,3})\s*(?:条|條)"),
    regex.compile(r"第\s*([零一二三四五六七八九十]{1,5})\s*(?:条|條)"),
    regex.compile(r"(?:제\s*)?(\p{Nd}{1,3})\s*조(?!\p{L}*(?:각|건))"),
    regex.compile(r"(?<!\p{L})(\p{Nd}{1,3})\s*(?:条|條)"),
    regex.compile(r"(?<!\p{Nd})(\p{Nd}{1,3})\s*-?\s*(?:я\s+статья|\.\s*madde)"),
)
_OTHER_LAW: Final = regex.compile(
    r"constitution|criminal law|civil code|labou?r law|visa law|tax law|宪法|刑法|民法|劳动法|税法"
)


def article_number(text: str) -> int | None:
    """The article a message asks for by number, or None.

    >>> article_number("What does Article 36 say?"), article_number("第三十六条讲什么")
    (36, 36)
    >>> article_number("المادة ٣٦"), article_number("36 people")
    (36, None)
    """
    said = article_said(text)
    return said[0] if said else None


def article_said(text: str) -> tuple[int, int, int] | None:
    """The article a message asks for, and where: (number, start, end)."""
    said = level(text[:_LONGEST])
    if _OTHER_LAW.search(said):
        return None
    for pattern in _ARTICLE:
        match = pattern.search(said)
        if match:
            return _value(match.group(1)), match.start(), match.end()
    return None


def _value(numeral: str) -> int:
    if numeral[0] in _NUMERALS or "十" in numeral:
        tens, has_ten, ones = numeral.rpartition("十")
        high = (_NUMERALS.index(tens[-1]) if tens else 1) * 10 if has_ten else 0
        return high + (_NUMERALS.index(ones[-1]) if ones else 0)
    return int("".join(str(unicodedata.digit(digit)) for digit in numeral))


@lru_cache(maxsize=1)
def _district_patterns() -> tuple[tuple[str, regex.Pattern[str]], ...]:
    with _DISTRICTS.open(encoding="utf-8") as stream:
        table: dict[str, list[str]] = yaml.safe_load(stream)
    patterns = []
    for district, names in table.items():
        folded = sorted({regex.escape(level(name)) for name in names}, key=len, reverse=True)
        unspaced = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}"
        joined = "|".join(folded)
        ending = r"(?:(?<=\p{Cyrillic})[аеуоюя]м?)?"
        pattern = rf"(?<![\p{{L}}--[{unspaced}]])(?:{joined}){ending}(?![\p{{L}}--[{unspaced}]])"
        patterns.append((district, regex.compile(pattern, regex.VERSION1)))
    return tuple(patterns)


def district(text: str) -> str | None:
    """The district a message names first, by its id, or None.

    >>> district("hospital in Binjiang?"), district("滨江区有国际学校吗"), district("linear")
    ('binjiang', 'binjiang', None)
    """
    found = districts_said(text)
    return found[0][0] if found else None


def districts_said(text: str) -> list[tuple[str, int, int]]:
    """The districts a message names, in order, and where: (id, start, end) of the first time."""
    said = level(text[:_LONGEST])
    found = [
        (name, match.start(), match.end())
        for name, pattern in _district_patterns()
        if (match := pattern.search(said))
    ]
    return sorted(found, key=lambda one: one[1])


@lru_cache(maxsize=1)
def district_names() -> dict[str, str]:
    """What each district is called in Chinese, by its id.

    >>> district_names()["binjiang"]
    '滨江区'
    """
    with _DISTRICTS.open(encoding="utf-8") as stream:
        table: dict[str, list[str]] = yaml.safe_load(stream)
    full = {name: [one for one in names if one[-1] in "区县市"] for name, names in table.items()}
    return {name: (full[name] or names)[0] for name, names in table.items()}
