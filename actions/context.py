"""What a message may refer to: the last answer, list or choice of the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rasa_sdk.events import EventType, SlotSet

from actions.places.search import PlaceSearch

Turn = Literal["answer", "places", "clarify", "offer_person"]
"""What the bot did last: answered with an entry, listed places, asked which is meant, offered a
person."""


@dataclass(frozen=True)
class Context:
    """The state of the conversation, from Rasa's slots."""

    entry: str | None = None
    turn: Turn | None = None
    choices: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    search: PlaceSearch | None = None
    failures: int = 0


def context_of(tracker: Any) -> Context:
    """The context that the tracker holds."""
    slot = tracker.get_slot
    return Context(
        entry=slot("last_entry"),
        turn=slot("last_turn"),
        choices=tuple(slot("last_choices") or ()),
        places=tuple(slot("last_places") or ()),
        search=PlaceSearch.from_slot(slot("place_search")),
        failures=int(slot("failures") or 0),
    )


def after_answer(entry: str) -> list[EventType]:
    """The events after an entry was shown."""
    return [*_after("answer"), SlotSet("last_entry", entry)]


def after_places(search: PlaceSearch, places: Sequence[str]) -> list[EventType]:
    """The events after places were listed; `places` are their ids."""
    kept = [SlotSet("last_places", list(places)), SlotSet("place_search", search.to_slot())]
    return [*_after("places"), *kept]


def after_clarify(entries: Sequence[str], failures: int) -> list[EventType]:
    """The events after it was asked which of these entries is meant."""
    return [*_after("clarify", failures), SlotSet("last_choices", list(entries))]


def after_offer(failures: int = 0) -> list[EventType]:
    """The events after a person was offered."""
    return _after("offer_person", failures)


def _after(turn: Turn, failures: int = 0) -> list[EventType]:
    return [SlotSet("last_turn", turn), SlotSet("failures", float(failures))]
