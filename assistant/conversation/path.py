"""The one path of every message, whatever channel it came by.

Its order: the conversation's turn, choices made in words, the language, duplicates, the rate,
storing the message, the dialogue, storing the answer. What came in is stored before it is worked
on; what fails falls back to search alone, and from there to a sentence with the hotlines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from actions.knowledge_base import KnowledgeBase
from assistant import telemetry
from assistant.clock import now
from assistant.commands import DELETE, EXPORT, parse_command
from assistant.conversation.choices import LOOKED_AT, as_choice
from assistant.conversation.desk import DeskTurn
from assistant.conversation.language import choose_language, language_after
from assistant.conversation.messages import history_item, outbound, question_of, reply_to
from assistant.conversation.speaker import Said, Speaker
from assistant.locks import KeyedLocks
from assistant.rates import RateLimit
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.records import ConversationRecord, MessageRecord, State
from connectors.errors import NotFound, TooManyRequests
from connectors.protocol import HistoryItem, InboundMessage, OutboundMessage, Rating
from nlu.catalogues import sentences
from nlu.languages import answer_language

_LONGEST_COMMENT: Final = 1000
_SEARCH_SECONDS: Final = 10.0
"""What search takes at most, where the dialogue has used up its time."""
_TRANSCRIPT: Final = 500
"""Messages of a conversation that a copy holds at most."""


class Conversations:
    """Implements `connectors.protocol.Conversation`."""

    def __init__(
        self,
        repository: ConversationRepository,
        speaker: Speaker,
        desk: DeskTurn,
        rate: RateLimit,
    ) -> None:
        self._repository = repository
        self._desk = desk
        self._rate = rate
        self._turns = KeyedLocks()
        self._longest_turn = timedelta(seconds=speaker.answer_timeout + _SEARCH_SECONDS)
        self.speaker = speaker

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base in use."""
        return self.speaker.knowledge

    async def handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        """Answer a message; see the protocol."""
        async with self._turns.hold(f"{message.channel}:{message.sender}"):
            return await self._take_turn(message)

    async def history(
        self, channel: str, sender: str, after: str | None, limit: int
    ) -> Sequence[HistoryItem]:
        """The conversation so far; see the protocol."""
        found = await asyncio.to_thread(self._repository.find, channel, sender)
        if found is None:
            return []
        records = await asyncio.to_thread(self._repository.history, found.id, after, limit)
        await self._desk.seen(records)
        return [history_item(record) for record in records]

    async def erase(self, channel: str, sender: str) -> None:
        """Delete the conversation; see the protocol."""
        async with self._turns.hold(f"{channel}:{sender}"):
            found = await asyncio.to_thread(self._repository.find, channel, sender)
            if found is not None:
                await self._erase(found)

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        """Note what the person thinks of an answer; see the protocol."""
        found = await asyncio.to_thread(self._repository.find, channel, sender)
        comment = comment[:_LONGEST_COMMENT] if comment else None
        if found is None or not await asyncio.to_thread(
            self._repository.rate, found.id, message_id, rating, comment, now()
        ):
            raise NotFound("no-such-message", "This message was not sent to this person.")

    async def _take_turn(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        conversation = await asyncio.to_thread(
            self._repository.open, message.channel, message.sender, now()
        )
        recent = await asyncio.to_thread(self._repository.history, conversation.id, None, LOOKED_AT)
        message = as_choice(message, recent)
        language = choose_language(message, conversation.language)
        question = question_of(message, conversation.id, language)
        known = await self._known(question)
        if known is not None and not self._was_left(known):
            return [*map(outbound, await asyncio.to_thread(self._repository.replies, known.id))]
        question = known or question
        wait = self._rate.wait(f"{message.channel}:{message.sender}")
        if wait:
            raise TooManyRequests("too-many-messages", "Too many messages in a minute.", wait)
        if parse_command(message.payload or message.text) == DELETE:
            return [await self._delete(conversation, language)]
        await asyncio.to_thread(self._repository.receive, question)
        self._desk.changed()
        owed = await self._desk.owed(conversation, question)
        replies = await self._answer(conversation, question, message)
        return [*map(outbound, owed), *replies]

    async def _erase(self, conversation: ConversationRecord) -> None:
        await asyncio.to_thread(self._repository.erase, conversation.id, conversation.id)
        self.speaker.dialogue.forget(conversation.id)
        self._desk.changed()

    async def _delete(self, conversation: ConversationRecord, language: str) -> OutboundMessage:
        """Delete everything; the words that say so are not kept either."""
        await self._erase(conversation)
        custom = {"type": "notice", "language": answer_language(language), "deleted": True}
        return OutboundMessage(new_id(), sentences().say("delete.done", language), (), custom)

    async def _transcript(self, question: MessageRecord) -> Said:
        """The conversation so far as one message: when, who, what."""
        records = await asyncio.to_thread(
            self._repository.history, question.conversation_id, None, _TRANSCRIPT
        )
        lines = [f"{r.created_at:%Y-%m-%d %H:%M} [{r.role}] {r.text}" for r in records[:-1]]
        text = "\n\n".join([sentences().say("export.done", question.language), *lines])
        language = answer_language(question.language)
        custom: dict[str, Any] = {"type": "notice", "language": language}
        return [{"text": text, "custom": custom}]

    async def _known(self, question: MessageRecord) -> MessageRecord | None:
        """This very message, where it came before."""
        if question.client_id is None:
            return None
        return await asyncio.to_thread(
            self._repository.by_client_id, question.conversation_id, question.client_id
        )

    def _was_left(self, known: MessageRecord) -> bool:
        """Whether the process that worked on a message died before it had an answer."""
        return known.state == "received" and now() - known.created_at > self._longest_turn

    async def _answer(
        self, conversation: ConversationRecord, question: MessageRecord, message: InboundMessage
    ) -> list[OutboundMessage]:
        telemetry.MESSAGES.labels(message.channel, question.language).inc()
        with telemetry.ANSWER_SECONDS.time():
            said, state = await self._speak(conversation, question, message)
            replies = [reply_to(question, one) for one in said]
            language = language_after(replies, question.language)
            if not await asyncio.to_thread(
                self._repository.answer, question.id, state, replies, language
            ):
                replies = []  # an agent has taken the conversation meanwhile, and speaks
        self._desk.changed()
        for reply in replies:
            telemetry.ANSWERS.labels(reply.type, reply.language).inc()
        return [outbound(reply) for reply in replies]

    async def _speak(
        self, conversation: ConversationRecord, question: MessageRecord, message: InboundMessage
    ) -> tuple[Said, State]:
        command = parse_command(message.payload or message.text)
        if command == EXPORT:
            return await self._transcript(question), "answered"
        instead = await self._desk.instead(conversation, question, command)
        if instead is not None:
            return instead, "answered"
        text = command or message.text.lstrip("/ ") or message.text.strip("/") or "?"
        said, state = await self.speaker.speak(question, text)
        return await self._desk.beside(conversation, question, said), state
