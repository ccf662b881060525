"""Go on in another language."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, context_of
from actions.follow_up import answer_in_context
from actions.knowledge_base import knowledge_base
from actions.message import Button, LastAction, entry_button, language_of, say
from actions.places.refine import refine_places
from actions.repeat import say_again
from knowledge.answer import entry_title
from nlu.catalogues import sentences
from nlu.follow_ups import follow_up
from nlu.place_words import WHICH, wanted


class ActionChangeLanguage(LastAction):
    """To the language that the message names, else to the one it is in; the last answer is
    offered again, a list or a choice shown again."""

    def name(self) -> str:
        return "action_change_language"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        text, context = tracker.latest_message.get("text") or "", context_of(tracker)
        spoken = language_of(tracker)
        named = next(tracker.get_latest_entity_values("language"), None)
        if _is_about_places(context) and _asks_for_languages(text, spoken):
            told = await answer_in_context(dispatcher, tracker)
            if told is not None:
                return told
        if named in (None, spoken) or WHICH in wanted(text):
            refined = await refine_places(dispatcher, tracker)
            if refined is not None:
                return refined
        language = named or spoken
        changed = sentences().say("language_changed", language)
        say(dispatcher, "notice", language, changed, _last(context, language), changed_to=language)
        events = []
        if context.turn in ("places", "clarify"):
            events = say_again(dispatcher, context, language) or []
        return [*events, SlotSet("language", language)]


def _is_about_places(context: Context) -> bool:
    return context.turn == "places" or (context.entry or "").startswith("place:")


def _asks_for_languages(text: str, language: str) -> bool:
    """Whether "会说英语吗" may ask what is spoken at the place that was shown."""
    found = follow_up(text, language)
    return found is not None and found.asked == "languages"


def _last(context: Context, language: str) -> list[Button]:
    if context.entry is None or context.turn in ("places", "clarify"):
        return []
    return [
        entry_button(entry_title(knowledge_base().library, context.entry, language), context.entry)
    ]
