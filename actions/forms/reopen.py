"""What is left of a form once it is closed: buttons of it that are pressed later."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.definition import FormDefinition, all_forms
from actions.forms.guided import is_stale
from actions.forms.reading import Reader
from actions.forms.speaking import FormSpeaker
from actions.forms.stored import FORM_STATE, remembered
from actions.forms.turn import utterance_of
from actions.knowledge_base import knowledge_base
from actions.message import LastAction, language_of, say
from knowledge.clock import today
from nlu.catalogues import sentences


class ActionReopenForm(Action):  # type: ignore[misc]
    """An answer of a form that has given its result is changed: the form is opened again."""

    def name(self) -> str:
        return "action_reopen_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        form = _closed_form(tracker)
        said = utterance_of(tracker)
        slot = said.values.get("slot")
        stored = remembered(tracker, form) if form else None
        is_open = stored is not None and not is_stale(stored.at)
        if not said.is_command:
            # In words, a correction may be one of something else that was said.
            return [FollowupAction(form.loop if form and is_open else "action_correction")]
        if form is None or stored is None or (slot and slot not in stored.state.answers):
            language = language_of(tracker)
            say(dispatcher, "notice", language, sentences("forms").say("form.closed", language))
        elif slot:
            return [FollowupAction(form.loop)]
        else:
            library = knowledge_base().library
            reader = Reader(language_of(tracker), today(), lambda _: 0.0)
            FormSpeaker(dispatcher, reader, library).offer_changes(stored.state)
        return [FollowupAction("action_listen")]


class ActionNoForm(LastAction):
    """Skip, back or cancel, where no form is open."""

    def name(self) -> str:
        return "action_no_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        language = language_of(tracker)
        say(dispatcher, "notice", language, sentences("forms").say("form.none", language))
        return []


def _closed_form(tracker: Any) -> FormDefinition | None:
    stored = tracker.get_slot(FORM_STATE)
    name = stored.get("form") if isinstance(stored, dict) else None
    return next((form for form in all_forms() if form.name == name), None)
