"""A person is asked for."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import knowledge_base
from actions.message import LastAction, language_of, say
from knowledge.answer import help_numbers
from nlu.catalogues import sentences


class ActionRequestHuman(LastAction):
    """Nobody is on duty behind the bot yet: says so at once, and who can be called."""

    def name(self) -> str:
        return "action_request_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        language = language_of(tracker)
        numbers = help_numbers(knowledge_base().library)
        text = sentences().say("handoff.unavailable", language, **numbers)
        say(dispatcher, "handoff", language, text, state="unavailable")
        return []
