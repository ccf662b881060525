"""What was said wrong is put right, outside a form."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import search_and_answer
from actions.context import after_clarify, context_of
from actions.knowledge_base import knowledge_base
from actions.message import LastAction, entry_button, language_of, say
from actions.places.refine import refine_places
from knowledge.answer import entry_title
from knowledge.decide import Outcome
from nlu.catalogues import sentences


class ActionCorrection(LastAction):
    """What was meant is searched for; else the person is asked for it."""

    def name(self) -> str:
        return "action_correction"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        refined = await refine_places(dispatcher, tracker)
        if refined is not None:
            return refined
        base, language, context = knowledge_base(), language_of(tracker), context_of(tracker)
        text = tracker.latest_message.get("text") or ""
        result = base.searcher.search(text, language)
        if result.outcome is not Outcome.ABSTAIN:
            return await search_and_answer(dispatcher, tracker)
        entries = [*context.choices] if context.turn == "clarify" else []
        buttons = [entry_button(entry_title(base.library, e, language), e) for e in entries]
        asked = sentences("dialogue").say("correction" if buttons else "deny", language)
        say(dispatcher, "clarify", language, asked, buttons)
        return after_clarify(entries, context.failures)
