"""Waking those who wait for something new, by topic.

A wake carries no news: who hears it reads what is new where it is stored. So a wake that is lost
costs time and never a message.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

Wake = Callable[[], None]


class Bus(Protocol):
    """Wakes listeners by topic. Use it from the event loop only."""

    def listen(self, topic: str, wake: Wake) -> Wake:
        """Call `wake` whenever the topic is published; what is given back ends that."""
        ...

    def publish(self, topic: str, but: Wake | None = None) -> None:
        """Wake everyone who listens to the topic, except the one who published."""
        ...


class MemoryBus:
    """A bus within one process.

    >>> bus, heard = MemoryBus(), []
    >>> stop = bus.listen("desk", lambda: heard.append(1))
    >>> bus.publish("desk"); stop(); bus.publish("desk"); heard
    [1]
    """

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[Wake]] = defaultdict(list)

    def listen(self, topic: str, wake: Wake) -> Wake:
        """Listen; see the protocol."""
        self._listeners[topic].append(wake)

        def stop() -> None:
            with contextlib.suppress(ValueError):
                self._listeners[topic].remove(wake)
            if not self._listeners[topic]:
                del self._listeners[topic]

        return stop

    def publish(self, topic: str, but: Wake | None = None) -> None:
        """Wake; see the protocol."""
        for wake in list(self._listeners.get(topic, ())):
            if wake is not but:
                wake()

    def wake_all(self) -> None:
        """Wake everyone: something may have been missed."""
        for topic in list(self._listeners):
            self.publish(topic)
