"""The conversation as connectors see it, before and after it is loaded."""

from __future__ import annotations

from typing import Any

from assistant.conversation import Conversations
from assistant.service import Service
from connectors.errors import ConnectorError
from connectors.protocol import InboundMessage, LinkCode, Rating


class LaterConversation:
    """Implements `connectors.protocol.Conversation`; says `starting` before it can."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def _ready(self) -> Conversations:
        if self._service.conversations is None:
            raise ConnectorError("starting", "The service is starting. Try again in a moment.")
        return self._service.conversations

    async def handle(self, message: InboundMessage) -> Any:
        service = self._service
        if service.conversations is None and service.emergencies is not None:
            answer = service.emergencies.answer_alone(message)
            if answer is not None:
                return answer
        return await self._ready().handle(message)

    async def history(self, channel: str, sender: str, after: str | None, limit: int) -> Any:
        return await self._ready().history(channel, sender, after, limit)

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        await self._ready().erase(channel, sender, linked)

    async def begin_link(self, channel: str, sender: str) -> LinkCode:
        return await self._ready().begin_link(channel, sender)

    async def linked(self, channel: str, sender: str) -> Any:
        return await self._ready().linked(channel, sender)

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        await self._ready().feedback(channel, sender, message_id, rating, comment)
