"""What an answer rests on: articles, and sources with the legal basis they state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from knowledge.library import Library
from knowledge.model.article import Article
from knowledge.model.fact import Fact
from knowledge.model.record import Source
from knowledge.render import article_name
from nlu.catalogues import sentences


def cite_article(library: Library, article: Article, language: str) -> dict[str, Any]:
    """An article as `custom.citations` of the HTTP API has it."""
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
