"""Collects what the dialogue says, each message whole."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel


class CollectedMessages(OutputChannel):  # type: ignore[misc]
    """Rasa's own collecting channel splits a message with a custom part in two; this does not."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "assistant"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.messages.append(message)
