"""The dialogue that finds a place: Rasa's form loop around `PlaceSearch`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rasa_sdk import Action
from rasa_sdk.events import (
    ActionExecutionRejected,
    ActiveLoop,
    EventType,
    FollowupAction,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher

from actions.context import after_answer, after_places, context_of
from actions.forms.turn import actions_this_turn, turn_language, utterance_of
from actions.forms.understanding import OWN_BUSINESS, Utterance
from actions.knowledge_base import KnowledgeBase, knowledge_base
from actions.message import Button, say, say_answer
from actions.places.commands import ANY_AGE, FIND, find_payload
from actions.places.listing import DOMAIN, say_places
from actions.places.search import AT_ONCE, GOALS, MATTERS, OFFICES, Asked, Goal, PlaceSearch
from knowledge.decide import Outcome
from knowledge.find_places import find_places
from knowledge.model.place_words import DISTRICTS
from nlu.answers import is_marked_question
from nlu.catalogues import sentences
from nlu.follow_ups import follow_up
from nlu.place_goals import goals_named
from nlu.place_words import ANYWHERE, WHICH, wanted
from nlu.tokenize import words

LOOP: Final = "find_place_form"
_ASKED_SLOT: Final = "place_detail"
_REQUESTED: Final = "requested_slot"
_LISTEN: Final = "action_listen"
_FOLLOW_UP: Final = "action_follow_up"
_OWN: Final = OWN_BUSINESS | {
    "abuse",
    "complaint",
    "feedback_bad",
    "goodbye",
    "greet",
    "privacy",
    "repeat",
    "thanks",
    "who_are_you",
}
_SURE: Final = 0.75
_LONG: Final = 5
"""A message of so many words that answers nothing is a question of its own."""


def list_places(
    dispatcher: CollectingDispatcher, base: KnowledgeBase, search: PlaceSearch, language: str
) -> list[EventType]:
    """Show the next places of a search, and keep what a later message may refer to."""
    after = say_places(dispatcher, base, search, language)
    found = find_places(base.library, search.wish(language)).places
    shown = found[search.shown : search.shown + AT_ONCE]
    if found and not shown:
        return []  # the list is at its end; what was shown last is still what is meant
    return after_places(after, [place.id for place in shown])


class FindPlace(Action):  # type: ignore[misc]
    """Asks what is needed, at most, and lists the places. Rasa runs it once a turn."""

    def name(self) -> str:
        return f"validate_{LOOP}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        said, language, base = utterance_of(tracker), turn_language(tracker), knowledge_base()
        context = context_of(tracker)
        before = context.search
        asked = before.asked if before else None
        if before is not None and asked and actions_this_turn(tracker, LOOP):
            return _ask(dispatcher, before, asked, language)
        if asked is not None and _asks_for_language(said):
            return [ActionExecutionRejected(LOOP)]
        if asked is None and said.intent in GOALS and not goals_named(said.text):
            if _is_follow_up(said, language) and context.entry is not None:
                return [SlotSet(_REQUESTED, None), ActiveLoop(None), FollowupAction(_FOLLOW_UP)]
            answered = await _answered(dispatcher, base, said.text, language)
            if answered is not None:
                return answered
        search = _moved(said, before, listed=context.turn == "places")
        if search is None:
            text = sentences(DOMAIN).say("follow.nothing", language)
            say(dispatcher, "notice", language, text)
            return _closed(before)
        if search == before and asked is not None and said.intent != FIND:
            if said.intent == "cancel":
                text = sentences("forms").say("form.cancelled", language)
                say(dispatcher, "notice", language, text)
                return _closed(replace(search, asked=None))
            if _is_own_business(said, language):
                return [ActionExecutionRejected(LOOP)]
        if asked is not None:
            search = replace(search, answered=(*search.answered, asked), asked=None)
        if search.missing is not None:
            return _ask(dispatcher, search, search.missing, language)
        return [*list_places(dispatcher, base, search, language), *_done()]


def _is_follow_up(said: Utterance, language: str) -> bool:
    """Whether a message only asks something of the last answer: a bare "where?" finds no office."""
    found = follow_up(said.text, language)
    return found is not None and found.asked is not None


async def _answered(
    dispatcher: CollectingDispatcher, base: KnowledgeBase, text: str, language: str
) -> list[EventType] | None:
    """Answer a message that was taken for a search for a place but names none, where a guide
    does; None where none does."""
    found = base.searcher.search(text, language)
    entry = found.hits[0].entry if found.hits else ""
    if found.outcome is not Outcome.ANSWER or not entry.startswith("guide:"):
        return None
    say_answer(dispatcher, base, entry, language, found.confidence)
    return [*after_answer(entry), *_done()]


def begin_search(
    dispatcher: CollectingDispatcher, base: KnowledgeBase, search: PlaceSearch, language: str
) -> list[EventType]:
    """Begin a search outside the loop: list the places, or ask, with the loop open from then on."""
    if search.missing is not None:
        return [ActiveLoop(LOOP), *_ask(dispatcher, search, search.missing, language)]
    return list_places(dispatcher, base, search, language)


def new_search(goal: Goal, text: str, before: PlaceSearch | None) -> PlaceSearch:
    """A search that a message begins. Where somebody looked before is likely where they are."""
    return PlaceSearch(goal, district=before.district if before else None).heard(text)


def _moved(said: Utterance, before: PlaceSearch | None, *, listed: bool) -> PlaceSearch | None:
    """The search after a message; None where there is none to go on with."""
    if said.intent == FIND:
        if before is None:
            return None
        return before.told(said.values) if said.values else before.relaxed()
    goal = GOALS.get(said.intent)
    if before is not None and (before.asked or listed) and goal not in goals_named(said.text):
        # "Xihu" after a list of hospitals looks for no school, whatever it is taken for.
        heard = before.heard(said.text)
        if heard != before:
            return heard
    if goal is not None and (before is None or before.asked is None or before.goal != goal):
        return new_search(goal, said.text, before)
    return before.heard(said.text) if before else None


def _asks_for_language(said: Utterance) -> bool:
    """Whether a message asks to go on in another language, and for no place where it is spoken."""
    return said.intent == "change_language" and WHICH not in wanted(said.text)


def _is_own_business(said: Utterance, language: str) -> bool:
    """Whether a message that answers nothing is for another rule to answer."""
    if said.intent in _OWN and (said.is_command or said.confidence >= _SURE):
        return True
    if said.is_command:
        return said.intent not in ("skip", "deny")
    return is_marked_question(said.text) or len(words(said.text, language)) >= _LONG


def _ask(
    dispatcher: CollectingDispatcher, search: PlaceSearch, asked: Asked, language: str
) -> list[EventType]:
    text = sentences(DOMAIN).say(f"find.ask.{asked}", language)
    kind = "number" if asked == "age" else "choice"
    buttons = _choices(asked, language)
    say(
        dispatcher,
        "form",
        language,
        text,
        buttons,
        form=FIND,
        slot=asked,
        input={"kind": kind},
        optional=True,
    )
    kept = SlotSet("place_search", replace(search, asked=asked).to_slot())
    return [kept, SlotSet(_REQUESTED, _ASKED_SLOT), FollowupAction(_LISTEN)]


def _choices(asked: Asked, language: str) -> list[Button]:
    own, common = sentences(DOMAIN).say, sentences().say
    if asked == "district":
        named = [(common(f"district.{name}", language), name) for name in DISTRICTS]
        titles = [*named, (own("find.button.anywhere", language), ANYWHERE)]
    elif asked == "office":
        titles = [(common(f"kind.{name}", language), name) for name in OFFICES]
    elif asked == "matter":
        titles = [(own(f"offer.{name}", language), name) for name in MATTERS]
    else:
        titles = [(own("find.button.any_age", language), ANY_AGE)]
    key = "offer" if asked == "matter" else asked
    return [{"title": title, "payload": find_payload(key, value)} for title, value in titles]


def _closed(search: PlaceSearch | None) -> list[EventType]:
    return [SlotSet("place_search", search.to_slot() if search else None), *_done()]


def _done() -> list[EventType]:
    return [SlotSet(_REQUESTED, None), FollowupAction(_LISTEN)]
