"""A channel that is switched off: it says so, and does nothing else with what people write."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.conversation.language import choose_language
from assistant.storage.conversations import new_id
from connectors.errors import Unavailable
from connectors.protocol import Conversation, HistoryItem, InboundMessage, OutboundMessage
from nlu.catalogues import sentences
from nlu.languages import answer_language


@dataclass(frozen=True)
class ClosedConversation:
    """Stands before the conversation where a channel is off.

    Messages are neither kept nor answered by the dialogue: people read a sentence with the numbers
    to call, programs (`speaks` False) get 503. What people may do with their data stays open.
    """

    conversation: Conversation
    numbers: Callable[[], Mapping[str, str]]
    speaks: bool = True

    async def handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        """The sentence; see the protocol."""
        if not self.speaks:
            raise Unavailable("channel-off", "This channel is switched off for the moment.")
        language = answer_language(choose_language(message, None))
        text = sentences("channels").say("closed", language, **self.numbers())
        return [OutboundMessage(new_id(), text, (), {"type": "notice", "language": language})]

    async def history(
        self, channel: str, sender: str, after: str | None, limit: int
    ) -> Sequence[HistoryItem]:
        """The conversation so far; see the protocol."""
        return await self.conversation.history(channel, sender, after, limit)

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        """Delete all that is stored; see the protocol."""
        await self.conversation.erase(channel, sender, linked)

    async def feedback(self, *given: Any) -> None:
        """Note what the person thinks of an answer; see the protocol."""
        await self.conversation.feedback(*given)
