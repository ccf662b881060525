"""What is searched: short passages, each of which leads to an entry.

An entry is a guide, an article or a place, named "guide:…", "article:…" or "place:…". Its passages
are kept short, since a vector of a long text is near to nothing in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from knowledge.library import Library
from knowledge.model.article import Article
from knowledge.model.guide import Guide
from knowledge.model.place import Place
from knowledge.render import render_body
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES

PassageKind = Literal["title", "ask", "body", "article", "summary", "name", "service"]
_SENTENCE_END: Final = re.compile(r"(?<=[。！？])|(?<=[.!?؟])\s+|\n+")
_MARKS: Final = re.compile(r"\*\*|^\s*(?:\d+[.)]|[-*])\s+", re.MULTILINE)
_SHORTEST: Final = 12
_LONGEST: Final = 220


@dataclass(frozen=True)
class Passage:
    """A text that leads to an entry."""

    entry: str
    kind: PassageKind
    language: str
    text: str


def passages_of(library: Library) -> Iterator[Passage]:
    """Every passage of the library, in a stable order."""
    for guide_id in sorted(library.guides):
        yield from _of_guide(library, library.guides[guide_id])
    for number in sorted(library.articles):
        yield from _of_article(library.articles[number])
    for place_id in sorted(library.places):
        yield from _of_place(library.places[place_id])


def split_sentences(text: str) -> list[str]:
    """The sentences of a text without its Markdown marks; bits too short to mean much are left out.

    >>> split_sentences("**Go now.** Take your passport with you.")
    ['Take your passport with you.']
    """
    parts = (part.strip() for part in _SENTENCE_END.split(_MARKS.sub("", text)))
    return [part[:_LONGEST] for part in parts if len(part.encode()) >= _SHORTEST]


def _of_guide(library: Library, guide: Guide) -> Iterator[Passage]:
    entry = f"guide:{guide.id}"
    for language, phrasings in sorted(guide.phrasings.items()):
        for phrasing in phrasings:
            yield Passage(entry, "ask", language, phrasing)
    for language, text in sorted(guide.texts.items()):
        yield Passage(entry, "title", language, text.title)
        if text.body:
            for sentence in split_sentences(render_body(library, text.body, language)):
                yield Passage(entry, "body", language, sentence)


def _of_article(article: Article) -> Iterator[Passage]:
    entry = f"article:{article.number}"
    for block in article.blocks:
        yield Passage(entry, "article", "zh", block[:_LONGEST])
    for language, translation in sorted(article.translations.items()):
        yield Passage(entry, "summary", language, translation.summary)
        for block in translation.blocks:
            yield Passage(entry, "article", language, block[:_LONGEST])
        for phrasing in translation.ask:
            yield Passage(entry, "ask", language, phrasing)


def _of_place(place: Place) -> Iterator[Passage]:
    entry = f"place:{place.id}"
    for language, name in sorted(place.names.items()):
        yield Passage(entry, "name", language, name)
    for service in place.services:
        yield Passage(entry, "service", "en", f"{place.names['en']}: {service}"[:_LONGEST])
    if place.district and place.district != "other":
        for language in FULL_LANGUAGES:
            district = sentences().say(f"district.{place.district}", language)
            yield Passage(entry, "name", language, f"{place.name(language)} {district}")
