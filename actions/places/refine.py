"""A list of places, looked at again: "which speak Japanese?", "closer to Binjiang", "more"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context, context_of
from actions.knowledge_base import KnowledgeBase, knowledge_base
from actions.message import LastAction, entry_button, language_of, say
from actions.places.find import begin_search, list_places, new_search
from actions.places.search import GOALS, Goal, PlaceSearch
from knowledge.answer import entry_title
from knowledge.decide import Outcome
from knowledge.model.place import Place
from nlu.catalogues import sentences
from nlu.place_goals import goal_sought, goals_named
from nlu.tokenize import words

_LONGEST: Final = 9
"""Words of a message that may still be about the list."""

_OTHER_QUESTION: Final = 0.85
"""From this confidence on a guide (of another topic than the list's) answers."""

_GOALS: Final[Mapping[str, Goal]] = {"hospital": "hospital", "school": "school"}
"""What a guide's places are a search for, by their kind."""

_TOPICS: Final[Mapping[Goal, frozenset[str]]] = {
    "hospital": frozenset({"health", "emergency"}),
    "school": frozenset({"education", "family"}),
    "legal": frozenset({"legal", "work"}),
    "office": frozenset({"government", "residence", "work"}),
}


async def refine_places(dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType] | None:
    """List places anew where the message is about the list before; None where it is not."""
    context, language = context_of(tracker), language_of(tracker)
    text = tracker.latest_message.get("text") or ""
    search = _searched(context, knowledge_base())
    if search is None or len(words(text, language)) > _LONGEST:
        return None
    if _is_other_search(tracker, search.goal):
        return None
    refined = search.heard(text)
    if refined == search:
        return None
    if search != context.search and refined.in_district is None:
        return None  # after a guide only another district makes a list of its places
    base = knowledge_base()
    found = base.searcher.search(text, language)
    if (
        found.outcome is Outcome.ANSWER
        and found.confidence >= _OTHER_QUESTION
        and found.hits[0].entry.startswith("guide:")
        and base.library.guides[found.hits[0].entry[6:]].topic not in _TOPICS[search.goal]
    ):
        return None
    return list_places(dispatcher, base, refined, language)


def _searched(context: Context, base: KnowledgeBase) -> PlaceSearch | None:
    """The search that a message may go on from: that of the list shown last, or of which a place is
    shown; after a guide that names places, one for these."""
    kind, _, identity = (context.entry or "").partition(":")
    if context.turn == "places" or (kind == "place" and identity in context.places):
        return context.search
    guide = base.library.guides.get(identity) if kind == "guide" else None
    if guide is None or context.turn != "answer":
        return None
    return _search_of([base.library.places[name] for name in guide.header.places], context.search)


def _search_of(places: Sequence[Place], before: PlaceSearch | None) -> PlaceSearch | None:
    """A search for places of this kind, which speak what all of these speak beside Chinese."""
    kinds = {place.kind for place in places}
    goal = _GOALS.get(kinds.pop()) if len(kinds) == 1 else None
    if goal is None:
        return None
    spoken = set.intersection(*(set(place.languages) for place in places)) - {"zh"}
    district = before.district if before else None
    return PlaceSearch(goal, district, spoken.pop() if len(spoken) == 1 else None)


async def look_for_place(dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType] | None:
    """Begin a search where the message plainly looks for a place, whatever it was taken for, and no
    guide answers it better."""
    text = tracker.latest_message.get("text") or ""
    goal = next((goal for goal in GOALS.values() if goal == goal_sought(text)), None)
    if goal is None or tracker.active_loop.get("name"):
        return None
    base, language = knowledge_base(), language_of(tracker)
    found = base.searcher.search(text, language)
    if found.outcome is Outcome.ANSWER and found.confidence >= _OTHER_QUESTION:
        return None
    search = new_search(goal, text, context_of(tracker).search)
    return begin_search(dispatcher, base, search, language)


def _is_other_search(tracker: Any, goal: Goal) -> bool:
    """Whether the message names another kind of place than the list is of."""
    return bool(goals_named(tracker.latest_message.get("text") or "") - {goal})


class ActionShowMore(LastAction):
    """The next places of the list; after an answer, the questions that come next to it."""

    def name(self) -> str:
        return "action_show_more"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        context, language, base = context_of(tracker), language_of(tracker), knowledge_base()
        is_pressed = (tracker.latest_message.get("text") or "").startswith("/")
        goes_on = context.turn == "places" or is_pressed or context.entry is None
        if context.search is not None and goes_on:
            return list_places(dispatcher, base, context.search, language)
        return say_more(dispatcher, tracker)


def say_more(dispatcher: CollectingDispatcher, tracker: Any) -> list[EventType]:
    """What the last answer rests on, and what is next to it; all of that by buttons."""
    context, language, base = context_of(tracker), language_of(tracker), knowledge_base()
    own = sentences("dialogue").say
    if context.entry is None:
        say(dispatcher, "notice", language, own("follow.nothing", language))
        return []
    kind, _, identity = context.entry.partition(":")
    others: list[str] = []
    if kind == "guide":
        header = base.library.guides[identity].header
        others = [f"article:{number}" for number in header.articles]
        others += [f"guide:{other}" for other in header.related if other in base.library.guides]
    elif kind == "article":
        others = [
            f"guide:{guide.id}"
            for guide in base.library.guides.values()
            if int(identity) in guide.header.articles
        ]
    title = entry_title(base.library, context.entry, language)
    buttons = [entry_button(entry_title(base.library, o, language), o) for o in others[:6]]
    say(dispatcher, "notice", language, own("more.rests_on", language, title=title), buttons)
    return []
