"""Go on in another language."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import knowledge_base
from actions.message import LastAction, entry_button, language_of, say
from knowledge.answer import entry_title
from nlu.catalogues import sentences
from nlu.entities import language_named


class ActionChangeLanguage(LastAction):
    """To the language that the message names, else to the one it is in; the last answer is
    offered again."""

    def name(self) -> str:
        return "action_change_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        chosen = next(tracker.get_latest_entity_values("language"), None)
        named = language_named(tracker.latest_message.get("text") or "")
        language = chosen or named or language_of(tracker)
        base = knowledge_base()
        buttons = []
        last = tracker.get_slot("last_entry")
        if last:
            buttons.append(entry_button(entry_title(base.library, last, language), last))
        text = sentences().say("language_changed", language)
        say(dispatcher, "notice", language, text, buttons, changed_to=language)
        return [SlotSet("language", language)]
