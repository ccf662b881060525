"""What agents write to people, and how far it got."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.storage.arrivals import IS_WAITING, PENDING
from assistant.storage.database import Engines
from assistant.storage.desk.events import append_events
from assistant.storage.desk.records import DeskEvent
from assistant.storage.last_words import touch
from assistant.storage.records import MessageRecord
from assistant.storage.rows import message_of, message_values
from assistant.storage.tables.conversation import conversations, messages

# Ordered where they are read: asked for the order, SQLite reads the whole conversation instead.
_WAITING: Final = select(messages).where(
    messages.c.conversation_id == bindparam("conversation"), IS_WAITING
)


class AgentMessageRepository:
    """Messages of agents. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def write(self, message: MessageRecord) -> bool:
        """Store an agent's message; False where the agent may not write there now.

        The check and the message are one transaction: no agent speaks after they gave back.
        """
        table = conversations.c
        allowed = and_(
            table.id == message.conversation_id,
            table.state == "with_agent",
            or_(table.agent_id == message.agent_id, table.interpreter_id == message.agent_id),
        )
        held = update(conversations).where(allowed).values(last_at=message.created_at)
        try:
            with self._engine().begin() as connection:
                if connection.execute(held).rowcount == 0:
                    return False
                connection.execute(insert(messages).values(**message_values(message)))
                touch(connection, message)
                event = DeskEvent("message", message.conversation_id, message.id)
                append_events(connection, [event], message.created_at)
        except IntegrityError:  # the same client id, in another worker just now: that one counts
            pass
        return True

    def by_client_id(self, conversation_id: str, client_id: str) -> MessageRecord | None:
        """The message that the panel gave this id, if it is known."""
        mine = and_(
            messages.c.conversation_id == conversation_id, messages.c.client_id == client_id
        )
        return next(iter(self._read(select(messages).where(mine))), None)

    def by_ids(self, ids: Collection[str]) -> dict[str, MessageRecord]:
        """These messages, as far as they are there."""
        if not ids:
            return {}
        found = self._read(select(messages).where(messages.c.id.in_(list(ids))))
        return {message.id: message for message in found}

    def transcript(
        self, conversation_id: str, limit: int, linked: Sequence[str] = ()
    ) -> list[MessageRecord]:
        """The newest messages of a conversation and those linked with it, oldest first."""
        own = messages.c.conversation_id.in_((conversation_id, *linked))
        query = select(messages).where(own)
        return self._read(query.order_by(messages.c.number.desc()).limit(limit))[::-1]

    def last_question(self, conversation_id: str) -> MessageRecord | None:
        """The person's last message; what only asked for a person stands behind all others."""
        mine = and_(messages.c.conversation_id == conversation_id, messages.c.role == "user")
        reply = messages.alias("reply")
        answers = and_(reply.c.reply_to == messages.c.id, reply.c.type == "handoff")
        wish = select(reply.c.number).where(answers).correlate(messages).exists()
        query = select(messages).where(mine).order_by(wish, messages.c.number.desc()).limit(1)
        return next(iter(self._read(query)), None)

    def settle(self, ids: Collection[str], delivery: str, at: datetime) -> None:
        """Say how far messages got; the desk is told. What was sent stays so."""
        rows = and_(
            messages.c.id.in_(list(ids)),
            messages.c.delivery.is_not(None),
            messages.c.delivery.notin_(("sent", delivery)),
        )
        query = select(messages.c.id, messages.c.conversation_id).where(rows)
        with self._engine().begin() as connection:
            changed = connection.execute(query).all()
            if changed:
                same = and_(rows, messages.c.id.in_([row.id for row in changed]))
                connection.execute(update(messages).where(same).values(delivery=delivery))
                told = [DeskEvent("message", row.conversation_id, row.id) for row in changed]
                append_events(connection, told, at)

    def claim_pending(self, before: datetime, at: datetime, limit: int) -> list[MessageRecord]:
        """Messages that were last given to their channel before a moment and are pending still:
        their worker died over them, or the channel failed. In order; for this call alone, until
        `at` is before that moment, too."""
        tried = func.coalesce(messages.c.delivery_tried_at, messages.c.created_at)
        lost = and_(messages.c.delivery == PENDING, tried < before)
        query = select(messages).where(lost).order_by(messages.c.number).limit(limit)
        claimed = []
        for message in self._read(query):
            taking = update(messages).where(and_(messages.c.id == message.id, lost))
            with self._engine().begin() as connection:
                if connection.execute(taking.values(delivery_tried_at=at)).rowcount:
                    claimed.append(message)
        return claimed

    def hand_over(
        self, conversation_id: str, question_id: str, at: datetime
    ) -> list[MessageRecord]:
        """What waits for a person who now asks, marked as part of the answer to that question."""
        with self._engine().connect() as connection:
            rows = connection.execute(_WAITING, {"conversation": conversation_id}).mappings()
            found = [message_of(row) for row in sorted(rows, key=lambda row: row["number"])]
        if not found:
            return []
        ids = [message.id for message in found]
        mine = and_(messages.c.id.in_(ids), messages.c.delivery.in_(("waiting", PENDING)))
        with self._engine().begin() as connection:
            taken = update(messages).where(mine).values(delivery="sent", reply_to=question_id)
            connection.execute(taken)
            append_events(connection, [DeskEvent("message", conversation_id, i) for i in ids], at)
        return found

    def _read(self, query: Any) -> list[MessageRecord]:
        with self._engine().connect() as connection:
            return [message_of(row) for row in connection.execute(query).mappings()]
