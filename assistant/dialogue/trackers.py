"""Where the dialogues' states are kept.

Rasa replays a conversation's events several times a turn, so a turn costs more the longer the
conversation is. Here a tracker is cut at the end of each turn: the events of the last few turns
stay, and what older ones had set is put before them as slots. A turn then costs the same at any
length, and the whole conversation is in the message store anyhow.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, Final

from rasa.core.tracker_store import TrackerStore
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

from assistant.clock import now
from assistant.storage.conversations import TrackerRepository

KEPT_TURNS: Final = 1
_CACHED: Final = 4096


class TrimmedTrackerStore(TrackerStore):  # type: ignore[misc]
    """Trackers in memory, written through to the database after each turn.

    `alone` says that no other process writes the same database; then what is in memory is not read
    again.
    """

    def __init__(
        self, domain: Domain | None, repository: TrackerRepository, *, alone: bool
    ) -> None:
        super().__init__(domain)
        self._repository = repository
        self._alone = alone
        self._cache: OrderedDict[str, DialogueStateTracker] = OrderedDict()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        cached = self._cache.get(sender_id) if self._alone else None
        if cached is not None:
            self._cache.move_to_end(sender_id)
            return cached.copy()
        state = await asyncio.to_thread(self._repository.read, sender_id)
        if state is None:
            return None
        return self._tracker(sender_id, deserialise_events(state["events"]))

    async def save(self, tracker: DialogueStateTracker) -> None:
        trimmed = self._tracker(tracker.sender_id, trim(tracker))
        self._cache[tracker.sender_id] = trimmed
        self._cache.move_to_end(tracker.sender_id)
        while len(self._cache) > _CACHED:
            self._cache.popitem(last=False)
        state = {"events": [event.as_dict() for event in trimmed.events]}
        await asyncio.to_thread(self._repository.write, tracker.sender_id, state, now())

    async def keys(self) -> Iterable[str]:
        return list(self._cache)

    def forget(self, sender_id: str) -> None:
        """Drop a tracker from memory, as when a person's data is erased."""
        self._cache.pop(sender_id, None)

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        return DialogueStateTracker.from_events(
            sender_id, events, self.domain.slots, domain=self.domain
        )


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
