"""What a question after an answer is about: the list shown last, or the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.context import Context
from actions.knowledge_base import KnowledgeBase
from actions.places.listing import wish_text
from knowledge.answer import entry_title
from knowledge.model.place import Place


def subject_of(
    base: KnowledgeBase, context: Context, language: str
) -> tuple[str | None, Sequence[Place]]:
    """Its title, or None where nothing was said before, and its places."""
    of_list = context.turn == "places" or context.entry is None
    if of_list and context.search is not None and context.places:
        return wish_text(context.search, language), _places(base, context.places)
    if context.entry is None:
        return None, ()
    kind, _, identity = context.entry.partition(":")
    title = entry_title(base.library, context.entry, language)
    if kind == "place":
        return title, _places(base, [identity])
    guide = base.library.guides.get(identity) if kind == "guide" else None
    return title, _places(base, guide.header.places if guide else ())


def _places(base: KnowledgeBase, names: Sequence[str]) -> list[Place]:
    return [base.library.places[name] for name in names if name in base.library.places]


def origin(base: KnowledgeBase, context: Context) -> dict[str, Any]:
    """Which entry an excerpt is from; none for a list."""
    if context.turn == "places" or context.entry is None:
        return {}
    return {"entry": context.entry, "topic": base.searcher.topic(context.entry)}
