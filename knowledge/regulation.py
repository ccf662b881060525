"""The regulation's text, parsed into chapters, articles, paragraphs and items.

《杭州市城市国际化促进条例》, Articles 32-60, the 2018 text. Parsing loses nothing: the parts,
joined again, are the file character for character.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from knowledge.model.article import Article

_NUMERALS: Final = "〇一二三四五六七八九"
_CHAPTER: Final = re.compile(r"第[一二三四五六七八九十]+章")
_ARTICLE: Final = re.compile(r"第[一二三四五六七八九十百]+条")
_ITEM: Final = re.compile(r"\([一二三四五六七八九十]+\)")


class RegulationError(ValueError):
    """The regulation's text does not have the expected form."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its label ("第四章"), its title and its articles."""

    label: str
    title: str
    articles: tuple[Article, ...]


@dataclass
class _OpenChapter:
    label: str
    title: str = ""
    articles: list[tuple[str, list[str]]] = field(default_factory=list)


@dataclass(frozen=True)
class Regulation:
    """The parsed text. `trailer` is what follows the last article in the file."""

    chapters: tuple[Chapter, ...]
    trailer: str

    @property
    def articles(self) -> tuple[Article, ...]:
        return tuple(article for chapter in self.chapters for article in chapter.articles)

    def joined(self) -> str:
        """The file's text again."""
        words: list[str] = []
        for chapter in self.chapters:
            words += [chapter.label, chapter.title]
            for article in chapter.articles:
                words += [article.label, *article.blocks]
        return " ".join(words) + self.trailer


def chinese_number(text: str) -> int:
    """The value of a Chinese numeral below one hundred.

    >>> chinese_number("三十六"), chinese_number("十"), chinese_number("六十"), chinese_number("七")
    (36, 10, 60, 7)
    """
    if "十" not in text:
        return _NUMERALS.index(text)
    tens, _, ones = text.partition("十")
    return (_NUMERALS.index(tens) if tens else 1) * 10 + (_NUMERALS.index(ones) if ones else 0)


def is_item(block: str) -> bool:
    """Whether a block is a listed item, such as "(一)…"."""
    return _ITEM.match(block) is not None


def parse_regulation(text: str) -> Regulation:
    """Parse the text.

    Raises:
        RegulationError: a word stands where no chapter or article is open.
    """
    trailer = re.search(r"[\s|]*\Z", text)
    end = trailer.start() if trailer else len(text)
    opened: list[_OpenChapter] = []
    for word in text[:end].split(" "):
        if _CHAPTER.fullmatch(word):
            opened.append(_OpenChapter(word))
        elif not opened:
            raise RegulationError(f"text before the first chapter: {word[:20]!r}")
        elif _ARTICLE.fullmatch(word):
            opened[-1].articles.append((word, []))
        elif opened[-1].articles:
            opened[-1].articles[-1][1].append(word)
        elif not opened[-1].title:
            opened[-1].title = word
        else:
            raise RegulationError(f"text before the first article of {opened[-1].label}")
    return Regulation(tuple(_close(chapter) for chapter in opened), text[end:])


def _close(chapter: _OpenChapter) -> Chapter:
    articles = tuple(
        Article(
            number=chinese_number(label[1:-1]),
            label=label,
            chapter=f"{chapter.label} {chapter.title}",
            blocks=tuple(blocks),
        )
        for label, blocks in chapter.articles
    )
    return Chapter(chapter.label, chapter.title, articles)
