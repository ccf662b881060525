"""An answer: an entry as a person reads it, with its sources and places. It knows no channel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from knowledge.hours import format_hours
from knowledge.library import Library
from knowledge.model.article import Article
from knowledge.model.fact import Fact
from knowledge.model.guide import Guide
from knowledge.model.place import Phone, Place
from knowledge.model.record import UNDATED, Source
from knowledge.render import article_name, render_body
from knowledge.search import ARTICLE_TOPICS, PLACE_TOPICS
from nlu.catalogues import sentences
from nlu.languages import answer_language

CITY_HOTLINE: Final = "hotline-12345-hangzhou"
IMMIGRATION_HOTLINE: Final = "hotline-12367-immigration"
LEGAL_HOTLINE: Final = "legal-12348-hotline"
HELP_PLACES: Final[Mapping[str, str]] = {
    "city_hotline": CITY_HOTLINE,
    "immigration_hotline": IMMIGRATION_HOTLINE,
    "legal_hotline": LEGAL_HOTLINE,
    "police": "hotline-110-police",
    "ambulance": "hotline-120-ambulance",
    "fire": "hotline-119-fire",
    "traffic": "hotline-122-traffic",
    "crisis": "hotline-12356-mental-health",
    "consumer_hotline": "hotline-12315-consumer",
}
"""Names that sentences of the catalogue use for numbers to call, and the places that have them."""


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


def help_numbers(library: Library) -> dict[str, str]:
    """The numbers to call, by the names that the catalogue's sentences use."""
    return {name: library.places[place].phones[0].number for name, place in HELP_PLACES.items()}


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
        text="\n\n".join(_place_lines(library, place, language)),
        citations=(
            *(
                cite_article(library, library.articles[number], language)
                for number in place.articles
            ),
            cite(place.source),
        ),
        places=(describe_place(place, language),),
    )


def _place_lines(library: Library, place: Place, language: str) -> Iterator[str]:
    say = sentences().say
    name = place.name(language)
    chinese = place.names["zh"]
    yield f"**{name}**" + (f" ({chinese})" if chinese != name else "")
    facts = []
    if place.phones:
        numbers = (_phone_text(phone, language) for phone in place.phones)
        facts.append((say("place.phone", language), ", ".join(numbers)))
    address = " · ".join(part for part in (place.address.en, place.address.zh) if part)
    if language == "zh":
        address = place.address.zh or ""
    if address:
        facts.append((say("place.address", language), address))
    if place.hours:
        facts.append((say("place.hours", language), format_hours(place.hours, language)))
    known = [
        say(f"language.{code}", language) for code in place.languages if code in NAMED_LANGUAGES
    ]
    if known:
        facts.append((say("place.languages", language), ", ".join(known)))
    if place.urls:
        facts.append((say("place.website", language), place.urls[0]))
    if facts:
        yield "\n".join(f"- {label}: {value}" for label, value in facts)
    if not place.phones:
        yield say("place.no_phone", language, **help_numbers(library))
    if place.source.date == UNDATED:
        yield say("place.undated", language)
    else:
        yield say("place.as_of", language, date=place.source.date)


NAMED_LANGUAGES: Final = frozenset(
    {"zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "vi", "th", "it"}
)
"""Languages spoken at places that the catalogue has names for."""


def _phone_text(phone: Phone, language: str) -> str:
    purpose = _phone_purpose(phone, language)
    return f"{phone.number} ({purpose})" if purpose else phone.number


def _phone_purpose(phone: Phone, language: str) -> str | None:
    return sentences().say(f"phone.{phone.label}", language) if phone.label else None


def describe_place(place: Place, language: str) -> dict[str, Any]:
    """A place as `custom.places` of the HTTP API has it."""
    return {
        "id": f"place:{place.id}",
        "kind": place.kind,
        "name": place.name(language),
        "name_zh": place.names["zh"],
        "address": place.address.en if language != "zh" else place.address.zh,
        "address_zh": place.address.zh,
        "district": place.district,
        "phones": [
            {"number": phone.number, "note": _phone_purpose(phone, language)}
            for phone in place.phones
        ],
        "hours": format_hours(place.hours, language) if place.hours else None,
        "languages": place.languages,
        "url": place.urls[0] if place.urls else None,
        "as_of": place.as_of.isoformat(),
        "source": {"title": place.source.title, "url": place.source.url, "date": place.source.date},
    }


def cite_article(library: Library, article: Article, language: str) -> dict[str, Any]:
    return {
        "kind": "article",
        "number": article.number,
        "title": article_name(library, article.number, language),
        "text_zh": article.text,
        "translation": article.translation(language),
        "version": sentences().say("regulation.version", language),
    }


def cite_facts(facts: Iterable[Fact]) -> Iterator[dict[str, Any]]:
    """Each source once, with every legal basis that rests on it."""
    by_url: dict[str, list[Fact]] = {}
    for fact in facts:
        by_url.setdefault(fact.source.url, []).append(fact)
    for group in by_url.values():
        bases = dict.fromkeys(fact.legal_basis for fact in group if fact.legal_basis)
        yield {
            **cite(group[0].source),
            "as_of": min(fact.as_of for fact in group).isoformat(),
            "legal_basis": "; ".join(bases) or None,
        }


def cite(source: Source) -> dict[str, Any]:
    """A source as `custom.citations` of the HTTP API has it."""
    return {
        "kind": "source",
        "title": source.title,
        "url": source.url,
        "as_of": source.date,
        "date": source.date,
    }
