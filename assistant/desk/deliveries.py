"""The channels by which an agent's words reach people."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from connectors.protocol import Delivery, DeliveryState, OutboundMessage, TypingSign

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reach:
    """Whether a person can be written to now: `open`; `closed_window`, not before they write again;
    `polling`, when they next ask. `until` is when an open window closes, where it does."""

    state: Literal["open", "closed_window", "polling"]
    until: datetime | None = None


ReachOf = Callable[[str], Awaitable[Reach]]


class Deliveries:
    """Finds a channel's delivery by its name. A channel without one is asked by its people."""

    def __init__(self) -> None:
        self._channels: dict[str, tuple[Delivery, ReachOf | None]] = {}
        self._typing: dict[str, TypingSign] = {}

    def add(
        self,
        channel: str,
        delivery: Delivery,
        reach: ReachOf | None = None,
        typing: TypingSign | None = None,
    ) -> None:
        """Let a channel be delivered to; `reach` says whether a sender can be reached now, `typing`
        shows that an agent is writing."""
        self._channels[channel] = (delivery, reach)
        if typing is not None:
            self._typing[channel] = typing

    def pushes(self, channel: str) -> bool:
        """Whether messages can be brought to people on this channel."""
        return channel in self._channels

    async def deliver(
        self, channel: str, sender: str, messages: Sequence[OutboundMessage]
    ) -> DeliveryState | Literal["pending"]:
        """Bring messages to a person; `waiting` where the channel is asked by its people.

        A channel that fails leaves them `pending`: they are to be given again.
        """
        if channel not in self._channels:
            return "waiting"
        try:
            return await self._channels[channel][0].deliver(sender, messages)
        except Exception:
            logger.exception("Messages could not be given to the channel %s", channel)
            return "pending"

    async def show_typing(self, channel: str, sender: str) -> None:
        """Show that an agent is writing, where the channel can."""
        if channel in self._typing:
            await self._typing[channel].show_typing(sender)

    async def reach(self, channel: str, sender: str) -> Reach:
        """Whether a person can be written to now."""
        if channel not in self._channels:
            return Reach("polling")
        reach = self._channels[channel][1]
        return Reach("open") if reach is None else await reach(sender)
