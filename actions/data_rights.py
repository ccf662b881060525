"""A person wants their conversation deleted, or a copy of it.

The conversation itself does both (`assistant.conversation`), when the button offered here is
pressed: deleting cannot be undone, so it is asked first.
"""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.message import LastAction, language_of, say
from nlu.catalogues import sentences


def _offer(right: str, dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType]:
    """Say what will be done, with the button that does it."""
    language = language_of(tracker)
    catalogue = sentences()
    title = catalogue.say(f"{right}.button", language)
    button = {"title": title, "payload": f"/{right}_conversation"}
    say(dispatcher, "notice", language, catalogue.say(f"{right}.offer", language), [button])
    return []


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
