"""The content as its keepers see it: each entry, how old its facts are, a draft of a new one."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import yaml

from knowledge.answer import compose_answer, entry_title
from knowledge.library import Library
from knowledge.model.fact import Fact
from knowledge.search import ARTICLE_TOPICS, PLACE_TOPICS

Json = dict[str, Any]

_LONGEST_TITLE: Final = 140
_PLACE_DAYS: Final = 365
"""Days after which a place's record is to be looked at again."""


def entries(library: Library, today: date, stale_only: bool) -> list[Json]:
    """Every entry with its facts' ages."""
    found = [_entry(library, entry, topic, today) for entry, topic in _all(library)]
    return [entry for entry in found if entry["stale"] or not stale_only]


def preview(library: Library, entry: str, language: str, today: date) -> Json:
    """An entry as people read it, and its facts.

    Raises:
        KeyError: there is no such entry.
    """
    answer = compose_answer(library, entry, language)
    return {
        "id": answer.entry,
        "kind": entry.partition(":")[0],
        "language": answer.language,
        "topic": answer.topic,
        "title": answer.title,
        "text": answer.text,
        "citations": list(answer.citations),
        "places": list(answer.places),
        "related": [{"id": other, "title": title} for other, title in answer.related],
        "facts": [_fact(fact, today) for fact in _facts(library, entry)],
    }


def guide_draft(question: str, language: str) -> Json:
    """A guide's file for a question that found no answer: its front matter, for an editor."""
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", question.lower()))
    digest = hashlib.sha256(question.encode()).hexdigest()[:8]
    identity = "-".join(words[:6])[:60].strip("-") or f"question-{digest}"
    header = {"title": question[:_LONGEST_TITLE], "ask": [question[:_LONGEST_TITLE]]}
    front = yaml.safe_dump(header, allow_unicode=True, sort_keys=False, width=1000)
    return {"filename": f"{identity}/{language}.md", "content": f"---\n{front}---\n\n"}


def _all(library: Library) -> Iterator[tuple[str, str]]:
    for guide in library.guides.values():
        yield f"guide:{guide.id}", guide.topic
    for place in library.places.values():
        yield f"place:{place.id}", PLACE_TOPICS[place.kind]
    for number in library.articles:
        yield f"article:{number}", ARTICLE_TOPICS.get(number, "")


def _entry(library: Library, entry: str, topic: str, today: date) -> Json:
    kind, _, identity = entry.partition(":")
    facts = [_fact(fact, today) for fact in _facts(library, entry)]
    as_of = min((fact["as_of"] for fact in facts), default=None)
    stale = any(fact["stale"] for fact in facts)
    if kind == "place":
        place = library.places[identity]
        as_of, stale = place.as_of.isoformat(), (today - place.as_of).days > _PLACE_DAYS
    return {
        "id": entry,
        "kind": kind,
        "topic": topic or None,
        "title_zh": entry_title(library, entry, "zh"),
        "title_en": entry_title(library, entry, "en"),
        "facts": facts,
        "as_of": as_of,
        "stale": stale,
    }


def _facts(library: Library, entry: str) -> list[Fact]:
    kind, _, identity = entry.partition(":")
    if kind != "guide":
        return []
    named = library.guides[identity].header.facts
    return [library.facts[fact] for fact in named if fact in library.facts]


def _fact(fact: Fact, today: date) -> Json:
    return {
        "id": fact.id,
        "as_of": fact.as_of.isoformat(),
        "review_by": fact.review_by.isoformat(),
        "stale": fact.review_by < today,
    }
