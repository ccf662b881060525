"""Answer a question out of the knowledge base, ask which is meant, or say that we don't know."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import knowledge_base
from actions.message import (
    LastAction,
    language_of,
    latest_intents,
    say_answer,
    say_choices,
    say_unknown,
)
from knowledge.decide import Outcome

_LEAST_CHOICES = 2


class ActionAnswer(LastAction):
    """The topic intents of the dialogue's classifier are a prior for the search."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        base = knowledge_base()
        language = language_of(tracker)
        result = await asyncio.to_thread(
            base.searcher.search,
            tracker.latest_message.get("text") or "",
            language,
            topics=latest_intents(tracker, "ask_"),
            out_of_scope=latest_intents(tracker, "out_of_").get("scope", 0.0),
        )
        entries = [hit.entry for hit in result.choices]
        if result.outcome is Outcome.ANSWER:
            say_answer(dispatcher, base, entries[0], language, result.confidence)
            return [SlotSet("last_entry", entries[0])]
        if result.outcome is Outcome.CLARIFY and len(entries) >= _LEAST_CHOICES:
            say_choices(dispatcher, base, entries, language, result.confidence)
        else:
            say_unknown(dispatcher, base, language, result.confidence)
        return []
