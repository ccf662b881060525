"""What a session can do, the same over WebSocket and over HTTP."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from connectors.protocol import Conversation, InboundMessage
from connectors.webchat.answers import Answers
from connectors.webchat.inbound import CHANNEL, parse_feedback, parse_message
from connectors.webchat.live import LiveConnection, LiveSessions
from connectors.webchat.render import render_history, render_messages
from connectors.webchat.tokens import SessionTokens

LONGEST_HISTORY = 200
"""Items given at once."""


class WebChat:
    """The operations of the channel; requests and answers are the widget's JSON."""

    def __init__(
        self,
        conversation: Conversation,
        tokens: SessionTokens,
        languages: Collection[str],
        live: LiveSessions,
    ) -> None:
        self._conversation = conversation
        self._languages = languages
        self._answers = Answers(conversation)
        self.tokens = tokens
        self.live = live

    def parse(self, sender: str, fields: Mapping[str, object]) -> InboundMessage:
        """A message from what the widget sent. Raises Unprocessable."""
        return parse_message(fields, sender, self._languages)

    async def answer(
        self, message: InboundMessage, by: LiveConnection | None = None
    ) -> list[dict[str, object]]:
        """The answers to a message; other connections of the session are told of them."""
        messages = await self._answers.answer(message)
        self.live.changed(message.sender, by)
        return render_messages(messages)

    async def history(
        self, sender: str, after: str | None, limit: int = LONGEST_HISTORY
    ) -> dict[str, object]:
        """The conversation so far, oldest first, after an item where one is named.

        `empty` says that there is none (any more), whatever the client still has.
        """
        items = await self._conversation.history(CHANNEL, sender, after, limit)
        known = items or (after and await self._conversation.history(CHANNEL, sender, None, 1))
        return {"items": render_history(items), "empty": not known}

    async def erase(self, sender: str) -> None:
        """Delete the conversation, with those linked: the widget has said so."""
        self._answers.forget(sender)
        await self._conversation.erase(CHANNEL, sender, linked=True)
        self.live.changed(sender)

    async def feedback(self, sender: str, fields: Mapping[str, object]) -> None:
        """Note feedback on a message."""
        given = parse_feedback(fields)
        await self._conversation.feedback(
            CHANNEL, sender, given.message_id, given.rating, given.comment
        )
