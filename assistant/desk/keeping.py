"""How long the desk keeps what it holds: content as long as conversations, events for a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from assistant.clock import now
from assistant.desk.stores import DeskStores

EVENTS_KEPT: Final = timedelta(days=1)
"""A panel that was away for longer loads the queue again."""


class DeskKeeping:
    """Deletes what is over. Calls block: make them off the event loop."""

    def __init__(
        self, stores: DeskStores, kept: timedelta, clock: Callable[[], datetime] = now
    ) -> None:
        self._stores = stores
        self._kept = kept
        self._clock = clock

    def clean(self) -> None:
        """Delete old events, calls and suggestions; the rest goes with its conversation."""
        at = self._clock()
        self._stores.events.delete_older_than(at - EVENTS_KEPT)
        self._stores.calls.delete_older_than(at - self._kept)
        self._stores.suggestions.delete_older_than(at - self._kept)
