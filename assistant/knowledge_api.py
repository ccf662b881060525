"""The knowledge base over HTTP: search, one entry, and which language a text is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from actions.knowledge_base import KnowledgeBase
from connectors.errors import NotFound, Unprocessable
from connectors.problems import ProblemRoute
from connectors.text import clean_text
from knowledge.answer import compose_answer, entry_title
from knowledge.decide import Outcome
from knowledge.model.guide import TOPICS
from knowledge.model.place_words import DISTRICTS, PLACE_KINDS
from knowledge.model.record import EntryKind
from knowledge.search import ARTICLE_TOPICS, PLACE_TOPICS, Filters, Hit
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, UNDETERMINED, normalise_code

LONGEST_TEXT = 4000


class SearchResultItem(BaseModel):
    """One entry that was found."""

    id: str
    kind: EntryKind
    title: str
    snippet: str
    score: float
    articles: list[int]
    topic: str


class SearchResults(BaseModel):
    """The entries found, best first, and whether the first answers the question."""

    language: str
    answerable: bool
    outcome: Outcome
    confidence: float
    results: list[SearchResultItem]


class Text(BaseModel):
    """A text whose language is asked for."""

    text: str = Field(max_length=LONGEST_TEXT)


class IdentifiedLanguage(BaseModel):
    """A language by ISO 639-1, "und" where none can be told."""

    language: str
    confidence: float
    candidates: list[tuple[str, float]]


def create_router(knowledge: Callable[[], KnowledgeBase]) -> APIRouter:
    """The routes under /api. `knowledge` gives the knowledge base in use."""
    router = APIRouter(prefix="/api", tags=["knowledge"], route_class=ProblemRoute)

    @router.get("/knowledge/search", response_model=SearchResults)
    def search(
        q: Annotated[str, Query(max_length=LONGEST_TEXT, example="how do I register my address")],
        lang: Annotated[str | None, Query(max_length=35)] = None,
        limit: Annotated[int, Query(ge=1, le=50)] = 10,
        topic: Annotated[str | None, Query(max_length=40)] = None,
        kind: Annotated[str | None, Query(max_length=40)] = None,
        district: Annotated[str | None, Query(max_length=40)] = None,
    ) -> SearchResults:
        """Search everything. Without `lang` the language is told from the question."""
        question = clean_text(q)
        if not question:
            raise Unprocessable("empty-question", "The question has no visible text.")
        filters = Filters(
            topic=_one_of("topic", topic, TOPICS),
            kind=_one_of("kind", kind, ("guide", "place", "article", *PLACE_KINDS)),
            district=_one_of("district", district, DISTRICTS),
        )
        language = _language(lang, question)
        base = knowledge()
        result = base.searcher.search(question, language, filters=filters, limit=limit)
        return SearchResults(
            language=language,
            answerable=result.outcome is Outcome.ANSWER,
            outcome=result.outcome,
            confidence=round(result.confidence, 4),
            results=[_item(base, hit, language) for hit in result.hits],
        )

    @router.get("/knowledge/entries/{entry}")
    def read_entry(
        entry: Annotated[str, Path(max_length=120, example="guide:register-address")],
        lang: Annotated[str | None, Query(max_length=35)] = None,
    ) -> Mapping[str, Any]:
        """One entry, whole, with its sources. In English where `lang` has no text."""
        try:
            answer = compose_answer(knowledge().library, entry, _language(lang, ""))
        except KeyError:
            raise NotFound("no-such-entry", "There is no such entry.") from None
        return {
            "id": answer.entry,
            "kind": entry.partition(":")[0],
            "language": answer.language,
            "topic": answer.topic,
            "title": answer.title,
            "text": answer.text,
            "citations": answer.citations,
            "places": answer.places,
            "related": [{"id": other, "title": title} for other, title in answer.related],
        }

    @router.post("/language/identify", response_model=IdentifiedLanguage)
    def identify_language(body: Text) -> IdentifiedLanguage:
        """Which language a text is in."""
        found = identify(body.text)
        return IdentifiedLanguage(
            language=found.language,
            confidence=found.confidence,
            candidates=list(found.candidates),
        )

    return router


def _item(base: KnowledgeBase, hit: Hit, language: str) -> SearchResultItem:
    kind, _, identity = hit.entry.partition(":")
    library = base.library
    if kind == "guide":
        guide = library.guides[identity]
        articles, topic = guide.header.articles, guide.topic
    elif kind == "place":
        place = library.places[identity]
        articles, topic = place.articles, PLACE_TOPICS[place.kind]
    else:
        articles, topic = [int(identity)], ARTICLE_TOPICS.get(int(identity), "")
    return SearchResultItem(
        id=hit.entry,
        kind=cast(EntryKind, kind),
        title=entry_title(library, hit.entry, language),
        snippet=hit.snippet,
        score=round(hit.score, 4),
        articles=articles,
        topic=topic,
    )


def _language(given: str | None, text: str) -> str:
    if given is not None:
        code = normalise_code(given)
        if code is None:
            raise Unprocessable("unknown-language", "lang is not a supported language.")
        return code
    found = identify(text).language if text else UNDETERMINED
    return DEFAULT_LANGUAGE if found == UNDETERMINED else found


def _one_of(name: str, value: str | None, known: tuple[str, ...]) -> str | None:
    if value is not None and value not in known:
        raise Unprocessable(f"unknown-{name}", f"{name} is not one of {', '.join(known)}.")
    return value
