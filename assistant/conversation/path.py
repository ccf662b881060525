"""The one path of every message, whatever channel it came by.

Its order: the conversation's turn, the worker's admission, choices made in words, the language,
duplicates, emergencies, the rate, storing the message, the dialogue, storing the answer. What came
in is stored before it is worked on; what fails falls back to search alone, and from there to a
sentence with the hotlines. An emergency is answered whatever fails.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from actions.knowledge_base import KnowledgeBase
from assistant import telemetry
from assistant.clock import now
from assistant.commands import EXPORT, parse_command
from assistant.conversation.admission import Admission
from assistant.conversation.desk import DeskTurn
from assistant.conversation.emergencies import Emergencies
from assistant.conversation.language import choose_language, language_after
from assistant.conversation.linking import Linking, is_repeated
from assistant.conversation.messages import history_item, outbound, reply_to
from assistant.conversation.own_data import OwnData
from assistant.conversation.reception import Incoming, Reception
from assistant.conversation.speaker import Speaker, Spoken
from assistant.locks import Locks
from assistant.logs import CONVERSATION
from assistant.rates import Rates
from assistant.storage.conversations import ConversationRepository
from assistant.storage.records import ConversationRecord, MessageRecord
from connectors.errors import ConnectorError, NotFound, TooManyRequests, Unavailable
from connectors.protocol import HistoryItem, InboundMessage, LinkCode, OutboundMessage, Rating
from nlu.emergencies import Emergency

logger = logging.getLogger(__name__)

_LONGEST_COMMENT: Final = 1000


class Conversations:
    """Implements `connectors.protocol.Conversation`."""

    def __init__(
        self,
        repository: ConversationRepository,
        speaker: Speaker,
        desk: DeskTurn,
        rate: Rates,
        linking: Linking,
        turns: Locks,
        redacts: bool = False,
    ) -> None:
        self._repository = repository
        self._desk = desk
        self._linking = linking
        self._emergencies = Emergencies(speaker.knowledge.library)
        self._reception = Reception(repository, desk, linking, self._emergencies, redacts)
        self._own_data = OwnData(repository, speaker, desk, linking)
        self._rate = rate
        self._turns = turns
        self._admission = Admission()
        self.speaker = speaker

    @property
    def knowledge(self) -> KnowledgeBase:
        """The knowledge base in use."""
        return self.speaker.knowledge

    async def handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        """Answer a message; see the protocol."""
        try:
            turn = self._turns.hold(f"{message.channel}:{message.sender}")
            async with turn, self._admission.hold():
                return await self._take_turn(message)
        except ConnectorError:
            raise
        except Exception as error:
            answer = self._emergencies.answer_alone(message)
            if answer is not None:
                logger.error("An emergency was answered, but not stored: %s", type(error).__name__)
                return answer
            if isinstance(error, SQLAlchemyError):
                raise self._out_of_store(message) from error
            raise

    async def history(
        self, channel: str, sender: str, after: str | None, limit: int
    ) -> Sequence[HistoryItem]:
        """The conversation so far; see the protocol."""
        found = await asyncio.to_thread(self._repository.find, channel, sender)
        if found is None:
            return []
        others = [other.id for other in await self._linking.family(found.id)]
        records = await asyncio.to_thread(self._repository.history, found.id, after, limit, others)
        own = [r for r in records if r.conversation_id == found.id]
        await self._desk.seen(own)
        return [history_item(r) for r in records if r in own or not is_repeated(r)]

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        """Delete the conversation; see the protocol."""
        async with self._turns.hold(f"{channel}:{sender}"):
            found = await asyncio.to_thread(self._repository.find, channel, sender)
            if found is not None:
                await self._own_data.erase(found, linked)

    async def begin_link(self, channel: str, sender: str) -> LinkCode:
        """A code that carries the conversation; see the protocol."""
        wait = await self._rate.wait(f"{channel}:{sender}")
        if wait:
            raise TooManyRequests("too-many-messages", "Too many codes in a minute.", wait)
        return await self._linking.begin(channel, sender)

    async def linked(self, channel: str, sender: str) -> Sequence[str]:
        """Where the conversation goes on, too; see the protocol."""
        found = await asyncio.to_thread(self._repository.find, channel, sender)
        return [other.channel for other in await self._linking.family(found.id)] if found else []

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        """Note what the person thinks of an answer; see the protocol."""
        found = await asyncio.to_thread(self._repository.find, channel, sender)
        comment = comment[:_LONGEST_COMMENT] if comment else None
        known = [found, *await self._linking.family(found.id)] if found else []
        for record in known:
            if await asyncio.to_thread(
                self._repository.rate, record.id, message_id, rating, comment, now()
            ):
                return
        raise NotFound("no-such-message", "This message was not sent to this person.")

    def _out_of_store(self, message: InboundMessage) -> Unavailable:
        """The database is away, or full: whom to call, in the person's language. Nothing was
        answered, so that the channel or the person may send the same message again."""
        logger.exception("A message could not be stored or answered")
        telemetry.FAILURES.labels("storage").inc()
        language = choose_language(message, None)
        return Unavailable("storage-unavailable", self.speaker.apology(language)["text"])

    async def _take_turn(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        come = await asyncio.to_thread(self._reception.read, message)
        message, question, found, conversation = come.message, come.question, come.found, come.of
        CONVERSATION.set(conversation.id)
        if come.arrival.known is not None and question.state != "received":
            return await self._said_before(question)
        wait = await self._rate.wait(f"{message.channel}:{message.sender}")
        if wait and found is None:
            raise TooManyRequests("too-many-messages", "Too many messages in a minute.", wait)
        if await self._own_data.is_deletion(message, come.arrival):
            return [await self._own_data.delete(conversation, question.language)]
        with telemetry.STAGE_SECONDS.labels("receive").time():
            question, owed = await asyncio.to_thread(self._reception.store, come)
        self._desk.changed()
        if found is not None and come.is_certain_emergency:
            return await self._answer_emergency(conversation, question, found, come.arrival.recent)
        replies = await self._answer(come, question)
        return [*map(outbound, owed), *replies]

    async def _answer_emergency(
        self,
        conversation: ConversationRecord,
        question: MessageRecord,
        found: Emergency,
        recent: Sequence[MessageRecord],
    ) -> list[OutboundMessage]:
        """Whoever holds the conversation: the numbers are said at once, and the desk is alarmed."""
        telemetry.EMERGENCIES.labels(found.kind).inc()
        said = self._emergencies.answer(found, question.text, question.language, recent)
        said = await self._desk.beside(conversation, question, None, said)
        replies = [replace(reply_to(question, one), role="system") for one in said]
        await asyncio.to_thread(
            self._repository.answer,
            question.id,
            "answered",
            replies,
            question.language,
            even_with_agent=True,
        )
        self._desk.changed()
        return [outbound(reply) for reply in replies]

    async def _said_before(self, question: MessageRecord) -> list[OutboundMessage]:
        return [*map(outbound, await asyncio.to_thread(self._repository.replies, question.id))]

    async def _bot_said(self, question: MessageRecord) -> list[MessageRecord]:
        stored = await asyncio.to_thread(self._repository.replies, question.id)
        return [reply for reply in stored if reply.role == "bot"]

    async def _answer(self, come: Incoming, question: MessageRecord) -> list[OutboundMessage]:
        """Answer. Before the answer to what only may be an emergency, the numbers are said."""
        telemetry.MESSAGES.labels(come.message.channel, question.language).inc()
        with telemetry.ANSWER_SECONDS.time():
            spoken = await self._speak(come, question)
            said = spoken.said
            if come.found is not None:
                said = [*self._emergencies.unsure(question.language), *said]
            replies = [reply_to(question, one) for one in said]
            language = language_after(replies, question.language)
            if not await asyncio.to_thread(
                self._repository.answer,
                question.id,
                spoken.state,
                replies,
                language,
                dialogue=spoken.dialogue,
            ):
                # An agent has taken the conversation meanwhile; or another worker has answered.
                replies = await self._bot_said(question)
        self._desk.changed()
        for reply in replies:
            telemetry.ANSWERS.labels(reply.type, reply.language).inc()
        if come.arrival.is_linked or spoken.is_about_links:
            await self._linking.tell_others(question.conversation_id)
        return [outbound(reply) for reply in replies]

    async def _speak(self, come: Incoming, question: MessageRecord) -> Spoken:
        conversation, message = come.of, come.message
        command = parse_command(message.payload or message.text)
        if command == EXPORT:
            return Spoken(await self._own_data.transcript(question))
        about_link = await self._linking.speak(question, command)
        if about_link is not None:
            return Spoken(about_link, is_about_links=True)
        instead = await self._desk.instead(conversation, question, command)
        if instead is not None:
            return Spoken(instead)
        text = command or message.text.lstrip("/ ") or message.text.strip("/") or "?"
        spoken = await self.speaker.speak(question, text, come.arrival.dialogue)
        said = await self._desk.beside(conversation, question, command, spoken.said)
        return replace(spoken, said=said)
