"""What is neither a question nor a form: feedback, complaints, "are you a robot?", yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import after_offer, context_of
from actions.follow_up import answer_in_context
from actions.handoff import ActionRequestHuman
from actions.knowledge_base import knowledge_base
from actions.message import (
    Button,
    LastAction,
    entry_button,
    language_of,
    person_button,
    say,
)
from knowledge.help_numbers import help_numbers
from nlu.catalogues import sentences

DOMAIN: Final = "dialogue"
_HOW_IT_WORKS: Final = "guide:how-it-works"
_OFFER_A_PERSON: Final = frozenset({"abuse", "complaint", "feedback_bad", "who_are_you"})
_CALLS_A_PERSON: Final[Mapping[str, str]] = {"complaint": "complaint"}
"""Intents after which a person is called at once, and the reason given to the desk."""


class ActionSmallTalk(LastAction):
    """Says the sentence of the message's intent, and offers a person where that may help."""

    def name(self) -> str:
        return "action_small_talk"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        about_before = await answer_in_context(dispatcher, tracker)
        if about_before is not None:
            return about_before
        intent = str((tracker.latest_message.get("intent") or {}).get("name"))
        language, base = language_of(tracker), knowledge_base()
        text = sentences(DOMAIN).say(intent, language, **help_numbers(base.library))
        buttons: list[Button] = []
        if intent == "who_are_you":
            title = sentences(DOMAIN).say("button.how_it_works", language)
            buttons.append(entry_button(title, _HOW_IT_WORKS))
        if intent in _OFFER_A_PERSON:
            buttons.append(person_button(language))
        reason = _CALLS_A_PERSON.get(intent)
        custom = {"request_handoff": reason} if reason else {}
        say(dispatcher, "notice", language, text, buttons, **custom)
        return after_offer(context_of(tracker).failures) if intent in _OFFER_A_PERSON else []


class ActionAffirm(LastAction):
    """Yes to what was offered; where nothing was, the person is asked what else there is."""

    def name(self) -> str:
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        language = language_of(tracker)
        if context_of(tracker).turn == "offer_person":
            return await ActionRequestHuman().run(dispatcher, tracker, domain)
        say(dispatcher, "notice", language, sentences(DOMAIN).say("affirm", language))
        return []
