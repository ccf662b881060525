"""The state of a dialogue between its turns.

Rasa replays a conversation's events several times a turn, so a turn costs more the longer the
conversation is. Here a tracker is cut at the end of each turn: the events of the last few turns
stay, and what older ones had set is put before them as slots. A turn then costs the same at any
length, and the whole conversation is in the message store anyhow.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Final

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
    deserialise_events,
)
from rasa.shared.core.trackers import DialogueStateTracker

KEPT_TURNS: Final = 1
_KEPT_READY: Final = 4096

State = Mapping[str, Any]


class Trackers:
    """Makes trackers of stored states and states of trackers.

    The events of the last trackers stay in memory, each with the state that was made of them: where
    that is still the stored one, they need not be read from it. Threads may share it.
    """

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._ready: OrderedDict[str, tuple[State, list[Event]]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, conversation: str, state: State | None) -> DialogueStateTracker:
        """A tracker for one turn, which is then the caller's own."""
        with self._lock:
            known = self._ready.pop(conversation, None)
        if known is not None and known[0] == state:
            events = known[1]
        else:
            events = deserialise_events(state["events"]) if state else []
        return DialogueStateTracker.from_events(
            conversation, events, self._domain.slots, domain=self._domain
        )

    def give_back(self, tracker: DialogueStateTracker) -> State:
        """The state after a turn."""
        events = trim(tracker)
        state = {"events": [event.as_dict() for event in events]}
        with self._lock:
            self._ready[tracker.sender_id] = state, events
            while len(self._ready) > _KEPT_READY:
                self._ready.popitem(last=False)
        return state

    def forget(self, conversation: str) -> None:
        """Drop a conversation from memory, as when a person's data is erased."""
        with self._lock:
            self._ready.pop(conversation, None)


def trim(tracker: DialogueStateTracker) -> list[Event]:
    """The events of the last turns, after slots and the active form as they stood before them."""
    events = [_light(event) for event in tracker.events if not isinstance(event, BotUttered)]
    turns = [at for at, event in enumerate(events) if isinstance(event, UserUttered)]
    if len(turns) <= KEPT_TURNS:
        return events
    # A turn begins with the listening before the person's words.
    cut = turns[-KEPT_TURNS]
    while cut > 0 and not _is_listening(events[cut]):
        cut -= 1
    dropped, kept = events[:cut], events[cut:]
    return [*_summary(dropped), *kept]


def _summary(events: list[Event]) -> list[Event]:
    slots = {event.key: event for event in events if isinstance(event, SlotSet)}
    loops = [event for event in events if isinstance(event, ActiveLoop)]
    return [*slots.values(), *(loops[-1:] if loops and loops[-1].name else [])]


def _is_listening(event: Event) -> bool:
    return isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME


def _light(event: Event) -> Event:
    """The event without what is of no use to a later turn."""
    if isinstance(event, UserUttered) and event.parse_data:
        kept: dict[str, Any] = {
            key: event.parse_data[key]
            for key in ("intent", "entities", "language")
            if key in event.parse_data
        }
        event.parse_data = {**kept, "text": event.text}
    return event
