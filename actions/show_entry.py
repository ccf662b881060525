"""Show the entry whose button was pressed."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import after_answer
from actions.knowledge_base import knowledge_base
from actions.message import LastAction, language_of, say_answer, say_unknown


class ActionShowEntry(LastAction):
    """The entity `entry` names it; an entry that is no more is answered as unknown."""

    def name(self) -> str:
        return "action_show_entry"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        base = knowledge_base()
        language = language_of(tracker)
        entry = next(tracker.get_latest_entity_values("entry"), "")
        try:
            say_answer(dispatcher, base, entry, language, 1.0)
        except KeyError:
            say_unknown(dispatcher, base, language, 0.0)
            return []
        return after_answer(entry)
