"""Telling a session's open connections that its conversation has something new."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from connectors.wakes import Bus, MemoryBus, Wake


class LiveSessions:
    """The open connections of each session, in any process that shares `wakes`.

    What is new is not pushed: the connection wakes, and its client asks for the history after the
    last message it has. So there is one source of messages, whoever wrote them, in any tab.
    """

    def __init__(self, wakes: Bus | None = None) -> None:
        self._wakes = wakes or MemoryBus()
        self._connections: defaultdict[str, dict[asyncio.Event, tuple[Wake, Wake]]] = defaultdict(
            dict
        )

    def join(self, sender: str) -> asyncio.Event:
        """An event for one connection, set whenever the session changes."""
        connection = asyncio.Event()
        wake = connection.set
        stop = self._wakes.listen(_topic(sender), wake)
        self._connections[sender][connection] = (wake, stop)
        return connection

    def leave(self, sender: str, connection: asyncio.Event) -> None:
        """Forget a connection."""
        _, stop = self._connections[sender].pop(connection)
        stop()
        if not self._connections[sender]:
            del self._connections[sender]

    def is_open(self, sender: str) -> bool:
        """Whether the session has a connection in this process."""
        return sender in self._connections

    def changed(self, sender: str, by: asyncio.Event | None = None) -> None:
        """Wake a session's connections, except the one that made the change and knows it."""
        known = self._connections.get(sender, {})
        maker = known[by][0] if by is not None and by in known else None
        self._wakes.publish(_topic(sender), maker)


def _topic(sender: str) -> str:
    return f"webchat:{sender}"
