"""Answer a question out of the knowledge base, ask which is meant, or say that we don't know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import after_answer, after_clarify, after_offer, context_of
from actions.follow_up import answer_follow_up, is_follow_up
from actions.knowledge_base import knowledge_base
from actions.message import (
    LastAction,
    language_of,
    latest_intents,
    message_before,
    say_answer,
    say_choices,
    say_unknown,
)
from actions.places.refine import look_for_place, refine_places
from actions.repeat import say_again, say_nothing_yet
from knowledge.decide import Outcome
from knowledge.search import SearchResult
from nlu.choices import by_number

_LEAST_CHOICES: Final = 2
MOST_FAILURES: Final = 2
"""After so many messages in a row that were not answered a person is called."""


class ActionAnswer(LastAction):
    """What the message refers to comes first, then the search; the topic intents of the dialogue's
    classifier are a prior for it."""

    def name(self) -> str:
        return "action_answer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        if by_number(tracker.latest_message.get("text") or "") is not None:
            return no_such_choice(dispatcher, tracker)
        done = await refine_places(dispatcher, tracker)
        if done is None:
            done = await look_for_place(dispatcher, tracker)
        if done is None:
            done = await answer_with_open_question(dispatcher, tracker)
        if done is None:
            done = await answer_follow_up(dispatcher, tracker)
        return await search_and_answer(dispatcher, tracker) if done is None else done


class ActionFollowUp(ActionAnswer):
    """For messages that the classifier takes for a follow-up: it finds out what to."""

    def name(self) -> str:
        return "action_follow_up"


def no_such_choice(dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType]:
    """A bare number that means none of what was offered: the choice is offered again."""
    language = language_of(tracker)
    events = say_again(dispatcher, context_of(tracker), language)
    return say_nothing_yet(dispatcher, language) if events is None else events


async def answer_with_open_question(
    dispatcher: CollectingDispatcher, tracker: Any
) -> list[EventType] | None:
    """Answer a follow-up to a question that was asked back ("how much is the fine?"), from the one
    of the offered entries that both messages together find first; None where it is no follow-up,
    or something else is found: its figures would be taken for those of what was asked."""
    context, before = context_of(tracker), message_before(tracker)
    if context.turn != "clarify" or before is None or not is_follow_up(tracker):
        return None
    text = tracker.latest_message.get("text") or ""
    result = knowledge_base().searcher.search(f"{before}\n{text}", language_of(tracker))
    entry = result.hits[0].entry if result.hits else ""
    if result.outcome is Outcome.ABSTAIN or entry not in context.choices:
        return None
    told = await answer_follow_up(dispatcher, tracker, replace(context, entry=entry, turn="answer"))
    return None if told is None else [*after_answer(entry), *told]


async def search_and_answer(dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType]:
    """Answer the message as a question of its own."""
    result = knowledge_base().searcher.search(
        tracker.latest_message.get("text") or "",
        language_of(tracker),
        topics=latest_intents(tracker, "ask_"),
        out_of_scope=latest_intents(tracker, "out_of_").get("scope", 0.0),
    )
    return say_result(dispatcher, tracker, result)


def say_result(
    dispatcher: CollectingDispatcher, tracker: Any, result: SearchResult
) -> list[EventType]:
    """Say what a search came to; a person is called where it came to nothing again."""
    base, language = knowledge_base(), language_of(tracker)
    entries = [hit.entry for hit in result.choices]
    if result.outcome is Outcome.ANSWER:
        say_answer(dispatcher, base, entries[0], language, result.confidence)
        return after_answer(entries[0])
    asks_back = result.outcome is Outcome.CLARIFY and len(entries) >= _LEAST_CHOICES
    context = context_of(tracker)
    # To ask back once is no failure; to ask again, or not to know, is one.
    failures = context.failures + (not asks_back or context.turn == "clarify")
    called = failures >= MOST_FAILURES
    if asks_back:
        say_choices(
            dispatcher,
            base,
            entries,
            language,
            result.confidence,
            elsewhere=result.elsewhere,
            failed_twice=called,
        )
        return after_clarify(entries, 0 if called else failures)
    say_unknown(
        dispatcher,
        base,
        language,
        result.confidence,
        elsewhere=result.elsewhere,
        failed_twice=called,
    )
    return after_offer(0 if called else failures)
