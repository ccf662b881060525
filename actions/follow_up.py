"""Questions that only make sense after an answer: "how much?", "which papers?", "for my wife?".

What is said comes from the last answer: its guide's own sentences and places. Nothing is made up:
where the guide is silent, so is the answer; where it is not clear what is meant, it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, after_answer, after_clarify, context_of
from actions.knowledge_base import KnowledgeBase, knowledge_base
from actions.message import (
    entry_button,
    language_of,
    person_button,
    say,
    say_answer,
)
from actions.places.facts import fact_line, has_fact
from actions.places.refine import refine_places
from actions.subject import origin, subject_of
from knowledge.answer import entry_title
from knowledge.citations import cite, cite_facts
from knowledge.excerpts import Excerpt, Figure, excerpt
from knowledge.help_numbers import help_numbers
from knowledge.place_card import describe_place
from knowledge.related import Guess, guess_related
from nlu.catalogues import sentences
from nlu.follow_ups import Asked, FollowUp, Said, follow_up
from nlu.languages import answer_language

DOMAIN: Final = "dialogue"
_INTENT: Final = "follow_up"
_IN_THE_GUIDE: Final[Mapping[str, Said]] = {said: said for said in get_args(Said)}
_ONLINE: Final = "guide:online-services"
"""Answers "can I do it online?" where the last guide says nothing of it."""


async def answer_in_context(
    dispatcher: CollectingDispatcher, tracker: Any
) -> list[EventType] | None:
    """Answer a message that is about the list or the answer before it, whatever it was taken for;
    None where it is not."""
    refined = await refine_places(dispatcher, tracker)
    return refined if refined is not None else await answer_follow_up(dispatcher, tracker)


async def answer_follow_up(
    dispatcher: CollectingDispatcher, tracker: Any, context: Context | None = None
) -> list[EventType] | None:
    """Answer from what was said before, or from `context`; None where the message is a question of
    its own."""
    context, language = context or context_of(tracker), language_of(tracker)
    text = tracker.latest_message.get("text") or ""
    found = _follow_up(tracker)
    if found is None:
        return None
    base = knowledge_base()
    if found.asked is not None:
        told = _facts(dispatcher, base, context, found.asked, language)
        if told is not None or found.asked != "fine":
            return told
        found = FollowUp(about=text)
    if context.entry is None:
        return None
    guess = guess_related(base.library, base.searcher, context.entry, found.about, text, language)
    return _related(dispatcher, base, context, guess, language)


def is_follow_up(tracker: Any) -> bool:
    """Whether the message only makes sense after another one."""
    return _follow_up(tracker) is not None


def _follow_up(tracker: Any) -> FollowUp | None:
    text = tracker.latest_message.get("text") or ""
    found = follow_up(text, language_of(tracker))
    if found is None and (tracker.latest_message.get("intent") or {}).get("name") == _INTENT:
        return FollowUp(about=text)
    return found


def _related(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    guess: Guess,
    language: str,
) -> list[EventType]:
    if guess.sure:
        say_answer(dispatcher, base, guess.entries[0], language, guess.confidence)
        return after_answer(guess.entries[0])
    buttons = [entry_button(entry_title(base.library, e, language), e) for e in guess.entries]
    text = sentences(DOMAIN).say("follow.unsure", language)
    say(dispatcher, "clarify", language, text, buttons, confidence=round(guess.confidence, 4))
    return after_clarify(guess.entries, context.failures)


def _facts(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    asked: Asked,
    language: str,
) -> list[EventType] | None:
    title, places = subject_of(base, context, language)
    said = _IN_THE_GUIDE.get(asked)
    if said is not None:
        return _said(dispatcher, base, context, said, title, language)
    if title is None and asked == "languages":
        return None
    if title is None:
        text = sentences(DOMAIN).say("follow.nothing", language)
        say(dispatcher, "clarify", language, text, asked=asked)
        return []
    if asked == "cost" or asked == "time":
        return _figures(dispatcher, base, context, asked, title, language)
    useful = [place for place in places if has_fact(place, asked)]
    if not useful:
        return _nothing(dispatcher, base, context, asked, title, language)
    lines = "\n".join(f"- {fact_line(place, asked, language)}" for place in useful)
    lead = sentences(DOMAIN).say(f"follow.{asked}", language, title=title)
    say(
        dispatcher,
        "answer",
        language,
        f"{lead}\n\n{lines}",
        **origin(base, context),
        asked=asked,
        citations=[cite(place.source) for place in useful],
        places=[describe_place(place, language) for place in useful],
    )
    return []


def _figures(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    asked: Figure,
    title: str,
    language: str,
) -> list[EventType]:
    found = _excerpt(base, context, asked, language)
    if found is None:
        return _nothing(dispatcher, base, context, asked, title, language)
    return _say_excerpt(dispatcher, base, context, asked, found, title, language)


def _said(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    asked: Said,
    title: str | None,
    language: str,
) -> list[EventType] | None:
    """What the last guide says of papers, of an appointment, …; None where there was no guide, or
    where it names no fine: another one may."""
    kind = (context.entry or "").partition(":")[0]
    if title is None or kind != "guide" or context.turn == "places":
        return None
    found = _excerpt(base, context, asked, language)
    if found is not None:
        return _say_excerpt(dispatcher, base, context, asked, found, title, language)
    if asked == "fine":
        return None
    if asked == "online":
        say_answer(dispatcher, base, _ONLINE, language, 1.0)
        return []  # what was asked before is still what is meant
    return _nothing(dispatcher, base, context, asked, title, language)


def _excerpt(
    base: KnowledgeBase, context: Context, asked: Figure | Said, language: str
) -> Excerpt | None:
    """What the last guide says of it; None where it says nothing, or where there is no guide."""
    kind, _, identity = (context.entry or "").partition(":")
    guide = base.library.guides.get(identity) if kind == "guide" else None
    if guide is None or context.turn == "places":
        return None
    found = excerpt(base.library, guide, answer_language(language), asked)
    return found if found.sentences else None


def _say_excerpt(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    asked: Figure | Said,
    found: Excerpt,
    title: str,
    language: str,
) -> list[EventType]:
    lead = sentences(DOMAIN).say(f"follow.{asked}", language, title=title)
    lines = "\n".join(f"- {sentence}" for sentence in found.sentences)
    say(
        dispatcher,
        "answer",
        language,
        f"{lead}\n\n{lines}",
        **origin(base, context),
        asked=asked,
        citations=list(cite_facts(found.facts)),
        places=[],
    )
    return []


def _nothing(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    context: Context,
    asked: Asked,
    title: str,
    language: str,
) -> list[EventType]:
    """The sources are silent on it: say so, with the places that can be asked."""
    numbers = help_numbers(base.library)
    text = sentences(DOMAIN).say(f"follow.none.{asked}", language, title=title, **numbers)
    _, places = subject_of(base, context, language)
    say(
        dispatcher,
        "abstain",
        language,
        text,
        [person_button(language)],
        asked=asked,
        places=[describe_place(place, language) for place in places if place.phones],
    )
    return []
