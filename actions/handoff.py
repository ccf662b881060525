"""A person is asked for."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.message import LastAction, language_of, say


class ActionRequestHuman(LastAction):
    """Signals the wish; the service knows who is there and says what comes of it."""

    def name(self) -> str:
        return "action_request_human"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        say(dispatcher, "handoff", language_of(tracker), "", request_handoff="request")
        return []
