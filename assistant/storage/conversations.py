"""Conversations, their messages, and what people thought of the answers."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any, Final

from sqlalchemy import and_, bindparam, delete, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.arrivals import Arrival, read_arrival
from assistant.storage.desk.events import append_events
from assistant.storage.desk.records import DeskEvent
from assistant.storage.direct import Direct, transaction
from assistant.storage.last_words import keep_language, speak, touch
from assistant.storage.records import ConversationRecord, MessageRecord, State
from assistant.storage.rows import conversation_of, message_of, message_values
from assistant.storage.tables.conversation import conversations, feedback, messages, trackers
from assistant.storage.tables.desk import desk_events, handoffs, notes, suggestions
from assistant.storage.trackers import put_tracker


def new_id() -> str:
    """A new identifier: 32 hexadecimal digits of a random UUID (RFC 4122)."""
    return uuid.uuid4().hex


class ConversationRepository:
    """All SQL about conversations. Calls block: make them off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, channel: str, sender: str, at: datetime) -> ConversationRecord:
        """The conversation of a person on a channel, begun where there is none."""
        return self.find(channel, sender) or self._begin(channel, sender, at)

    def arrive(
        self, channel: str, sender: str, client_id: str | None, at: datetime, count: int
    ) -> Arrival:
        """What is known as a message comes in, with at most `count` of the last messages; the
        conversation is begun where there is none."""
        with transaction(self._engine) as connection:
            found = read_arrival(connection, channel, sender, client_id, count)
        return found or Arrival(self._begin(channel, sender, at))

    def _begin(self, channel: str, sender: str, at: datetime) -> ConversationRecord:
        values = {
            "id": new_id(),
            "channel": channel,
            "sender": sender,
            "created_at": at,
            "last_at": at,
        }
        try:
            with transaction(self._engine) as connection:
                connection.execute(_BEGIN, values)
        except IntegrityError:
            existing = self.find(channel, sender)
            if existing is None:
                raise
            return existing
        return ConversationRecord(values["id"], channel, sender, None)  # type: ignore[arg-type]

    def find(self, channel: str, sender: str) -> ConversationRecord | None:
        """The conversation of a person on a channel, if there is one."""
        query = select(conversations).where(
            and_(conversations.c.channel == channel, conversations.c.sender == sender)
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else conversation_of(row)

    def receive(self, message: MessageRecord) -> bool:
        """Store an incoming message; False where its client id was stored before."""
        try:
            with transaction(self._engine) as connection:
                connection.execute(_STORE, message_values(message))
                touch(connection, message)
                append_events(connection, [_event(message)], message.created_at)
        except IntegrityError:
            return False
        return True

    def answer(
        self,
        question_id: str,
        state: State,
        replies: Sequence[MessageRecord],
        language: str,
        *,
        dialogue: Mapping[str, Any] | None = None,
        even_with_agent: bool = False,
    ) -> bool:
        """Store the bot's answers to a message, the language the conversation is held in now, and
        the new state of the dialogue: all of it or nothing.

        False where an agent has taken the conversation meanwhile, so that the bot may not speak, or
        where the message has an answer: these ones are dropped. What the service says in an
        emergency is stored `even_with_agent`.
        """
        with transaction(self._engine) as connection:
            taken = connection.execute(_TAKE, {"question": question_id, "new_state": state})
            if not taken.rowcount:
                return False
            own = _owner(connection, question_id, replies)
            if not speak(connection, own, language, replies, even_with_agent):
                keep_language(connection, own, language)
                return False
            if replies:
                connection.execute(_STORE, [message_values(reply) for reply in replies])
                events = [_event(reply) for reply in replies]
                append_events(connection, events, replies[-1].created_at)
            if dialogue is not None and replies:
                put_tracker(connection, own, dialogue, replies[-1].created_at)
        return True

    def by_client_id(self, conversation_id: str, client_id: str) -> MessageRecord | None:
        """The message that the client gave this id, if it is known."""
        query = select(messages).where(
            and_(messages.c.conversation_id == conversation_id, messages.c.client_id == client_id)
        )
        return next(iter(self._read(query)), None)

    def replies(self, question_id: str) -> list[MessageRecord]:
        """The stored answers to a message, in order."""
        query = select(messages).where(messages.c.reply_to == question_id)
        return self._read(query.order_by(messages.c.number))

    def history(
        self, conversation_id: str, after: str | None, limit: int, linked: Sequence[str] = ()
    ) -> list[MessageRecord]:
        """The newest messages, oldest first; only those after `after` where it is known.

        With those of the `linked` conversations among them.
        """
        own = messages.c.conversation_id.in_((conversation_id, *linked))
        query = select(messages).where(own)
        if after is not None:
            with self._engine.connect() as connection:
                number = connection.execute(
                    select(messages.c.number).where(and_(messages.c.id == after, own))
                ).scalar()
            if number is not None:
                query = query.where(messages.c.number > number)
        return self._read(query.order_by(messages.c.number.desc()).limit(limit))[::-1]

    def rate(
        self,
        conversation_id: str,
        message_id: str,
        rating: str,
        comment: str | None,
        at: datetime,
    ) -> bool:
        """Keep what a person thinks of an answer; False where they were never sent it."""
        sent = select(messages.c.id).where(
            and_(
                messages.c.id == message_id,
                messages.c.conversation_id == conversation_id,
                messages.c.role != "user",
            )
        )
        with self._engine.begin() as connection:
            if connection.execute(sent).first() is None:
                return False
            connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
            connection.execute(
                insert(feedback).values(
                    message_id=message_id, rating=rating, comment=comment, created_at=at
                )
            )
        return True

    def erase(self, conversation_id: str, tracker: str) -> None:
        """Delete a conversation with all that belongs to it; the desk is told that it is gone."""
        own = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
        with self._engine.begin() as connection:
            connection.execute(delete(feedback).where(feedback.c.message_id.in_(own)))
            for table in (messages, notes, handoffs, suggestions, desk_events):
                connection.execute(delete(table).where(table.c.conversation_id == conversation_id))
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
            connection.execute(delete(trackers).where(trackers.c.sender == tracker))
            gone = DeskEvent("removed", conversation_id)
            append_events(connection, [gone], datetime.now(timezone.utc))

    def delete_older_than(self, moment: datetime) -> int:
        """Delete every conversation that was last used before `moment`; how many there were."""
        old = select(conversations.c.id).where(conversations.c.last_at < moment)
        with self._engine.connect() as connection:
            found = connection.execute(old).scalars().all()
        for conversation_id in found:
            self.erase(conversation_id, conversation_id)
        return len(found)

    def _read(self, query: Any) -> list[MessageRecord]:
        with self._engine.connect() as connection:
            return [message_of(row) for row in connection.execute(query).mappings()]


_BEGIN: Final = insert(conversations)
_STORE: Final = insert(messages)
_TAKE: Final = (
    update(messages)
    .where(messages.c.id == bindparam("question"), messages.c.state == "received")
    .values(state=bindparam("new_state"))
)


_OWNER: Final = select(messages.c.conversation_id).where(messages.c.id == bindparam("question"))


def _owner(connection: Direct, question_id: str, replies: Sequence[MessageRecord]) -> str:
    if replies:
        return replies[0].conversation_id
    (question,) = connection.rows(_OWNER, {"question": question_id})
    return str(question["conversation_id"])


def _event(message: MessageRecord) -> DeskEvent:
    return DeskEvent("message", message.conversation_id, message.id)
