"""Telling a session's open connections that its conversation has something new."""

from __future__ import annotations

import asyncio
from collections import defaultdict


class LiveSessions:
    """The open connections of each session of this process.

    What is new is not pushed: the connection wakes, and its client asks for the history after the
    last message it has. So there is one source of messages, whoever wrote them, in any tab.
    """

    def __init__(self) -> None:
        self._connections: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def join(self, sender: str) -> asyncio.Event:
        """An event for one connection, set whenever the session changes."""
        connection = asyncio.Event()
        self._connections[sender].add(connection)
        return connection

    def leave(self, sender: str, connection: asyncio.Event) -> None:
        """Forget a connection."""
        self._connections[sender].discard(connection)
        if not self._connections[sender]:
            del self._connections[sender]

    def changed(self, sender: str, by: asyncio.Event | None = None) -> None:
        """Wake a session's connections, except the one that made the change and knows it."""
        for connection in self._connections.get(sender, ()):
            if connection is not by:
                connection.set()
