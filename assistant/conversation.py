"""The one path of every message, whatever channel it came by.

Its order: the conversation's turn, the language, duplicates, the rate, storing the message, the
dialogue, storing the answer. What came in is stored before it is worked on; what fails falls back
to search alone, and from there to a sentence with the hotlines.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import KnowledgeBase
from actions.message import say_answer, say_unknown
from assistant import telemetry
from assistant.clock import now
from assistant.commands import DELETE, EXPORT, parse_command
from assistant.dialogue.agent import Dialogue
from assistant.locks import KeyedLocks
from assistant.rates import RateLimit
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.records import ConversationRecord, MessageRecord, State
from connectors.errors import NotFound, TooManyRequests
from connectors.protocol import Button, HistoryItem, InboundMessage, OutboundMessage, Rating
from knowledge.answer import help_numbers
from knowledge.decide import Outcome
from nlu.catalogues import sentences
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES, answer_language

logger = logging.getLogger(__name__)

_LONGEST_COMMENT: Final = 1000
_TRANSCRIPT: Final = 500
"""Messages of a conversation that a copy holds at most."""


class Conversations:
    """Implements `connectors.protocol.Conversation`."""

    def __init__(
        self,
        repository: ConversationRepository,
        dialogue: Dialogue,
        knowledge: KnowledgeBase,
        rate: RateLimit,
        answer_timeout: float,
    ) -> None:
        self._repository = repository
        self._dialogue = dialogue
        self._rate = rate
        self._answer_timeout = answer_timeout
        self._turns = KeyedLocks()
        self.knowledge = knowledge

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
        return [_history_item(record) for record in records]

    async def erase(self, channel: str, sender: str) -> None:
        """Delete the conversation; see the protocol."""
        async with self._turns.hold(f"{channel}:{sender}"):
            found = await asyncio.to_thread(self._repository.find, channel, sender)
            if found is not None:
                await asyncio.to_thread(self._repository.erase, found.id, found.id)
                self._dialogue.forget(found.id)

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
        language = choose_language(message, conversation.language)
        question = MessageRecord(
            id=new_id(),
            conversation_id=conversation.id,
            role="user",
            text=message.text,
            language=language,
            created_at=now(),
            state="received",
            client_id=message.message_id,
        )
        seen = await self._answered_before(question)
        if seen is not None:
            return seen
        wait = self._rate.wait(f"{message.channel}:{message.sender}")
        if wait:
            raise TooManyRequests("too-many-messages", "Too many messages in a minute.", wait)
        command = parse_command(message.payload or message.text)
        if command == DELETE:
            return [await self._delete(conversation, language)]
        await asyncio.to_thread(self._repository.receive, question)
        return await self._answer(conversation, question, message)

    async def _delete(self, conversation: ConversationRecord, language: str) -> OutboundMessage:
        """Delete everything; the words that say so are not kept either."""
        await asyncio.to_thread(self._repository.erase, conversation.id, conversation.id)
        self._dialogue.forget(conversation.id)
        custom = {"type": "notice", "language": answer_language(language), "deleted": True}
        return OutboundMessage(new_id(), sentences().say("delete.done", language), (), custom)

    async def _transcript(self, question: MessageRecord) -> list[dict[str, Any]]:
        """The conversation so far as one message: when, who, what."""
        records = await asyncio.to_thread(
            self._repository.history, question.conversation_id, None, _TRANSCRIPT
        )
        lines = [f"{r.created_at:%Y-%m-%d %H:%M} [{r.role}] {r.text}" for r in records[:-1]]
        text = "\n\n".join([sentences().say("export.done", question.language), *lines])
        language = answer_language(question.language)
        return [{"text": text, "custom": {"type": "notice", "language": language}}]

    async def _answered_before(self, question: MessageRecord) -> list[OutboundMessage] | None:
        """The stored answers where this very message came before; None where it is new."""
        if question.client_id is None:
            return None
        known = await asyncio.to_thread(
            self._repository.by_client_id, question.conversation_id, question.client_id
        )
        if known is None:
            return None
        replies = await asyncio.to_thread(self._repository.replies, known.id)
        return [_outbound(reply) for reply in replies]

    async def _answer(
        self, conversation: ConversationRecord, question: MessageRecord, message: InboundMessage
    ) -> list[OutboundMessage]:
        telemetry.MESSAGES.labels(message.channel, question.language).inc()
        with telemetry.ANSWER_SECONDS.time():
            said, state = await self._speak(conversation.id, question, message)
            replies = [_reply(one, question) for one in said]
            language = _language_after(replies, question.language)
            await asyncio.to_thread(self._repository.answer, question.id, state, replies, language)
        for reply in replies:
            telemetry.ANSWERS.labels(reply.type, reply.language).inc()
        return [_outbound(reply) for reply in replies]

    async def _speak(
        self, conversation: str, question: MessageRecord, message: InboundMessage
    ) -> tuple[list[dict[str, Any]], State]:
        """What the dialogue says; failing that, what search says; failing that, a sentence."""
        command = parse_command(message.payload or message.text)
        if command == EXPORT:
            return await self._transcript(question), "answered"
        text = command or message.text.lstrip("/ ") or message.text.strip("/") or "?"
        try:
            with telemetry.STAGE_SECONDS.labels("dialogue").time():
                said = await asyncio.wait_for(
                    self._dialogue.respond(conversation, text, {"language": question.language}),
                    self._answer_timeout,
                )
            return said, "answered"
        except Exception:
            logger.exception("The dialogue failed on message %s", question.id)
            telemetry.FAILURES.labels("dialogue").inc()
        try:
            return await asyncio.to_thread(self._search_alone, question), "answered"
        except Exception:
            logger.exception("Search failed on message %s", question.id)
            telemetry.FAILURES.labels("search").inc()
            return [self._apology(question.language)], "failed"

    def _search_alone(self, question: MessageRecord) -> list[dict[str, Any]]:
        base, language = self.knowledge, question.language
        result = base.searcher.search(question.text, language)
        said = CollectingDispatcher()
        if result.outcome is Outcome.ANSWER:
            say_answer(said, base, result.hits[0].entry, language, result.confidence)
        else:
            say_unknown(said, base, language, result.confidence)
        messages: list[dict[str, Any]] = said.messages
        return messages

    def _apology(self, language: str) -> dict[str, Any]:
        numbers = help_numbers(self.knowledge.library)
        text = sentences().say("error.failed", language, **numbers)
        return {"text": text, "custom": {"type": "notice", "language": answer_language(language)}}


def choose_language(message: InboundMessage, so_far: str | None) -> str:
    """Declared by the person, else that of the text, else that of the conversation so far."""
    if message.language is not None:
        return message.language
    if message.payload is not None or parse_command(message.text):
        return so_far or DEFAULT_LANGUAGE
    found = identify(message.text, prior=so_far).language
    if found in LANGUAGES:
        return found
    return so_far or DEFAULT_LANGUAGE


def _language_after(replies: Sequence[MessageRecord], language: str) -> str:
    """The language the conversation goes on in: another one where the person asked for it."""
    for reply in replies:
        changed = ((reply.content or {}).get("custom") or {}).get("changed_to")
        if changed in LANGUAGES:
            return str(changed)
    return language


def _reply(said: Mapping[str, Any], question: MessageRecord) -> MessageRecord:
    custom = dict(said.get("custom") or {})
    custom.setdefault("type", "notice")
    custom.setdefault("language", answer_language(question.language))
    buttons = [
        {"title": button["title"], "payload": button["payload"]}
        for button in said.get("buttons") or []
    ]
    return MessageRecord(
        id=new_id(),
        conversation_id=question.conversation_id,
        role="bot",
        text=str(said.get("text") or ""),
        language=custom["language"],
        created_at=now(),
        state="sent",
        reply_to=question.id,
        type=custom["type"],
        entry=custom.get("entry"),
        confidence=custom.get("confidence"),
        content={"buttons": buttons, "custom": custom},
    )


def _outbound(record: MessageRecord) -> OutboundMessage:
    content = record.content or {}
    buttons = tuple(Button(b["title"], b["payload"]) for b in content.get("buttons", ()))
    return OutboundMessage(record.id, record.text, buttons, content.get("custom", {}))


def _history_item(record: MessageRecord) -> HistoryItem:
    return HistoryItem(
        id=record.id,
        role="bot" if record.role == "system" else record.role,
        text=record.text,
        language=record.language,
        created_at=record.created_at.isoformat(),
        message=None if record.role == "user" else _outbound(record),
        message_id=record.client_id,
    )
