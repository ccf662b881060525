"""An agent's words on the web chat: the open widgets are woken, and fetch what is new."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.protocol import DeliveryState, OutboundMessage
from connectors.webchat.live import LiveSessions


class WebChatDelivery:
    """Implements `connectors.protocol.Delivery`.

    The messages stand in the history already, which is where widgets read them from: nothing is
    sent twice or lost. Where no widget is open in this process they wait until one has read them.
    """

    def __init__(self, live: LiveSessions) -> None:
        self._live = live

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        """Wake the person's widgets; see the protocol."""
        self._live.changed(sender)
        return "sent" if messages and self._live.is_open(sender) else "waiting"

    async def show_typing(self, sender: str) -> None:
        """Show for a few seconds that an agent is writing; see `connectors.protocol.TypingSign`."""
        self._live.typing(sender)
