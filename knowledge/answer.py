"""An answer: an entry as a person reads it, with its sources and places. It knows no channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.citations import cite, cite_article, cite_facts
from knowledge.library import Library
from knowledge.model.article import Article
from knowledge.model.guide import Guide
from knowledge.model.place import Place
from knowledge.model.record import Source
from knowledge.place_card import describe_place, place_lines
from knowledge.render import article_name, render_body
from knowledge.search import ARTICLE_TOPICS, PLACE_TOPICS
from nlu.catalogues import sentences
from nlu.languages import answer_language


@dataclass(frozen=True)
class Answer:
    """What is said about an entry: Markdown-lite text, and parts of `custom` of the HTTP API."""

    entry: str
    language: str
    topic: str
    title: str
    text: str
    citations: tuple[Mapping[str, Any], ...] = ()
    places: tuple[Mapping[str, Any], ...] = ()
    related: tuple[tuple[str, str], ...] = field(default=())
    """(entry, title) of questions that often come next."""


def entry_title(library: Library, entry: str, language: str) -> str:
    """What an entry is called in `language`.

    Raises:
        KeyError: there is no such entry.
    """
    kind, _, identity = entry.partition(":")
    language = answer_language(language)
    if kind == "guide":
        return library.guides[identity].text(language).title
    if kind == "place":
        return library.places[identity].name(language)
    if kind == "article" and identity.isdecimal():
        return article_name(library, library.articles[int(identity)].number, language)
    raise KeyError(entry)


def compose_answer(library: Library, entry: str, language: str) -> Answer:
    """The answer that an entry gives in `language` (in English for a language without texts).

    Raises:
        KeyError: there is no such entry.
    """
    kind, _, identity = entry.partition(":")
    language = answer_language(language)
    if kind == "guide":
        return _guide(library, library.guides[identity], language)
    if kind == "place":
        return _place(library, library.places[identity], language)
    if kind == "article" and identity.isdecimal():
        return _article(library, library.articles[int(identity)], language)
    raise KeyError(entry)


def _guide(library: Library, guide: Guide, language: str) -> Answer:
    text = guide.text(language)
    places = [library.places[place] for place in guide.header.places]
    facts = [library.facts[fact] for fact in guide.header.facts]
    articles = [library.articles[number] for number in guide.header.articles]
    related = [f"guide:{other}" for other in guide.header.related if other in library.guides]
    return Answer(
        entry=f"guide:{guide.id}",
        language=language,
        topic=guide.topic,
        title=text.title,
        text=render_body(library, text.body, text.language),
        citations=(
            *(cite_article(library, article, language) for article in articles),
            *cite_facts(facts),
        ),
        places=tuple(describe_place(place, language) for place in places),
        related=tuple((other, entry_title(library, other, language)) for other in related),
    )


def _article(library: Library, article: Article, language: str) -> Answer:
    say = sentences().say
    translated = article.translations.get(language)
    parts = [f"**{article_name(library, article.number, language)}**"]
    if translated:
        parts[0] += f" {translated.summary}"
    translation = article.translation(language)
    if translation and language != "zh":
        parts += [translation, say("regulation.unofficial", language)]
    elif not translated and language != "zh":
        parts.append(say("regulation.untranslated", language))
    parts += [article.text, say("regulation.version", language)]
    guides = [g for g in library.guides.values() if article.number in g.header.articles][:3]
    return Answer(
        entry=f"article:{article.number}",
        language=language,
        topic=ARTICLE_TOPICS.get(article.number, ""),
        title=article_name(library, article.number, language),
        text="\n\n".join(parts),
        citations=(
            cite_article(library, article, language),
            *(cite(Source.parse_obj(s)) for s in library.regulation_version["sources"]),
        ),
        related=tuple((f"guide:{g.id}", g.text(language).title) for g in guides),
    )


def _place(library: Library, place: Place, language: str) -> Answer:
    return Answer(
        entry=f"place:{place.id}",
        language=language,
        topic=PLACE_TOPICS[place.kind],
        title=place.name(language),
        text="\n\n".join(place_lines(library, place, language)),
        citations=(
            *(
                cite_article(library, library.articles[number], language)
                for number in place.articles
            ),
            cite(place.source),
        ),
        places=(describe_place(place, language),),
    )
