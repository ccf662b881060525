"""What was said, said again: on request, or in another language."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, after_answer, after_clarify, context_of
from actions.follow_up import answer_follow_up
from actions.knowledge_base import knowledge_base
from actions.message import LastAction, language_of, say, say_answer, say_choices
from actions.places.find import list_places
from actions.places.refine import say_more
from actions.places.search import AT_ONCE
from nlu.catalogues import sentences

DOMAIN: Final = "dialogue"


def say_again(
    dispatcher: CollectingDispatcher, context: Context, language: str
) -> list[EventType] | None:
    """The last answer, list or choice once more; None where there was none."""
    base = knowledge_base()
    if context.turn == "places" and context.search is not None:
        first = max(0, context.search.shown - AT_ONCE)
        return list_places(dispatcher, base, replace(context.search, shown=first), language)
    if context.turn == "clarify" and context.choices:
        say_choices(dispatcher, base, context.choices, language, 0.0)
        return after_clarify(context.choices, context.failures)
    if context.entry is not None:
        say_answer(dispatcher, base, context.entry, language, 1.0)
        return after_answer(context.entry)
    return None


def say_nothing_yet(dispatcher: CollectingDispatcher, language: str) -> list[EventType]:
    """Nothing was said yet that the message could refer to: ask what it is about."""
    say(dispatcher, "notice", language, sentences(DOMAIN).say("follow.nothing", language))
    return []


class ActionRepeat(LastAction):
    """The last thing said, again."""

    def name(self) -> str:
        return "action_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        told = await answer_follow_up(dispatcher, tracker)  # "where?" asks for more than that
        if told is not None:
            return told
        language = language_of(tracker)
        events = say_again(dispatcher, context_of(tracker), language)
        return say_nothing_yet(dispatcher, language) if events is None else events


class ActionMoreDetail(LastAction):
    """What the last answer rests on; there is no more to say than what its sources do."""

    def name(self) -> str:
        return "action_more_detail"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        context = context_of(tracker)
        if context.turn == "places" and context.search is not None:
            return list_places(dispatcher, knowledge_base(), context.search, language_of(tracker))
        return say_more(dispatcher, tracker)
