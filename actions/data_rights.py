"""A person wants their conversation deleted, or a copy of it.

The conversation itself does both (`assistant.conversation`), when the button offered here is
pressed: deleting cannot be undone, so it is asked first.
"""

from __future__ import annotations

from typing import Any, Final

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.answer import say_result
from actions.context import after_answer
from actions.follow_up import answer_in_context
from actions.knowledge_base import KnowledgeBase, knowledge_base
from actions.message import Button, LastAction, language_of, say, say_answer
from knowledge.decide import Outcome
from knowledge.search import SearchResult
from nlu.catalogues import sentences

_PRIVACY: Final = "guide:privacy"
_SURE: Final = 0.85


def _offer(right: str, dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType]:
    """Say what will be done, with the button that does it."""
    language = language_of(tracker)
    text = sentences().say(f"{right}.offer", language)
    say(dispatcher, "notice", language, text, [_button(right, language)])
    return []


def _button(right: str, language: str) -> Button:
    title = sentences().say(f"{right}.button", language)
    return {"title": title, "payload": f"/{right}_conversation"}


def _is_of_another_topic(base: KnowledgeBase, found: SearchResult) -> bool:
    """Whether search is sure of an answer that has nothing to do with the assistant: "register with
    the police" may sound like a question about data."""
    if found.outcome is not Outcome.ANSWER or found.confidence < _SURE:
        return False
    return base.searcher.topic(found.hits[0].entry) != "assistant"


class ActionPrivacy(LastAction):
    """What happens to a person's messages, and the buttons of their rights."""

    def name(self) -> str:
        return "action_privacy"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        about_before = await answer_in_context(dispatcher, tracker)
        if about_before is not None:
            return about_before
        language, base = language_of(tracker), knowledge_base()
        text = tracker.latest_message.get("text") or ""
        found = base.searcher.search(text, language)
        if _is_of_another_topic(base, found):
            return say_result(dispatcher, tracker, found)
        rights = [_button(right, language) for right in ("delete", "export")]
        say_answer(dispatcher, base, _PRIVACY, language, 1.0, buttons=rights)
        return after_answer(_PRIVACY)


class ActionDeleteMyData(LastAction):
    """Offers to delete the conversation."""

    def name(self) -> str:
        return "action_delete_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        return _offer("delete", dispatcher, tracker)


class ActionExportMyData(LastAction):
    """Offers a copy of the conversation."""

    def name(self) -> str:
        return "action_export_my_data"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        return _offer("export", dispatcher, tracker)
