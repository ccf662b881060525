"""Telling a session's open connections that its conversation has something new."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from connectors.wakes import Bus, MemoryBus, Wake


class LiveConnection:
    """One open connection: an event whenever the session changes, and one when an agent writes."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.typing = asyncio.Event()
        self.note_change: Wake = self.changed.set
        self.note_typing: Wake = self.typing.set
        self.stops: tuple[Wake, ...] = ()


class LiveSessions:
    """The open connections of each session, in any process that shares `wakes`.

    What is new is not pushed: the connection wakes, and its client asks for the history after the
    last message it has. So there is one source of messages, whoever wrote them, in any tab.
    """

    def __init__(self, wakes: Bus | None = None) -> None:
        self._wakes = wakes or MemoryBus()
        self._connections: defaultdict[str, set[LiveConnection]] = defaultdict(set)

    def join(self, sender: str) -> LiveConnection:
        """A connection, woken from now on."""
        connection = LiveConnection()
        connection.stops = (
            self._wakes.listen(_topic(sender), connection.note_change),
            self._wakes.listen(_typing(sender), connection.note_typing),
        )
        self._connections[sender].add(connection)
        return connection

    def leave(self, sender: str, connection: LiveConnection) -> None:
        """Forget a connection."""
        for stop in connection.stops:
            stop()
        self._connections[sender].discard(connection)
        if not self._connections[sender]:
            del self._connections[sender]

    def is_open(self, sender: str) -> bool:
        """Whether the session has a connection in this process."""
        return sender in self._connections

    def changed(self, sender: str, by: LiveConnection | None = None) -> None:
        """Wake a session's connections, except the one that made the change and knows it."""
        self._wakes.publish(_topic(sender), by.note_change if by else None)

    def typing(self, sender: str) -> None:
        """Let a session's connections show that an agent is writing."""
        self._wakes.publish(_typing(sender))


def _topic(sender: str) -> str:
    return f"webchat:{sender}"


def _typing(sender: str) -> str:
    return f"webchat:{sender}:typing"
