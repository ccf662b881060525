"""Which conversations belong to one person, and the codes by which they came together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.engine import Connection, Engine

from assistant.storage.conversations import new_id
from assistant.storage.records import ConversationRecord
from assistant.storage.rows import conversation_of
from assistant.storage.tables.conversation import conversations, link_codes, links


class LinkRepository:
    """All SQL about links. Calls block: make them off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def offer(self, conversation_id: str, digest: str, at: datetime, until: datetime) -> None:
        """Keep a code of a conversation, in place of the one before; drop those that are over."""
        old = (link_codes.c.conversation_id == conversation_id) | (link_codes.c.expires_at <= at)
        with self._engine.begin() as connection:
            connection.execute(delete(link_codes).where(old))
            connection.execute(
                insert(link_codes).values(
                    digest=digest, conversation_id=conversation_id, expires_at=until
                )
            )

    def offered(self, digest: str, at: datetime) -> ConversationRecord | None:
        """The conversation that a code stands for, while it is valid."""
        query = (
            select(conversations)
            .join(link_codes, link_codes.c.conversation_id == conversations.c.id)
            .where(and_(link_codes.c.digest == digest, link_codes.c.expires_at > at))
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().first()
        return conversation_of(row) if row else None

    def link(self, digest: str, conversation_id: str, at: datetime) -> bool:
        """Use a code up, and make its conversation and this one a person's; False where somebody
        else was faster or it is over."""
        valid = and_(link_codes.c.digest == digest, link_codes.c.expires_at > at)
        with self._engine.begin() as connection:
            first = connection.execute(select(link_codes.c.conversation_id).where(valid)).scalar()
            used = connection.execute(delete(link_codes).where(link_codes.c.digest == digest))
            if first is None or not used.rowcount or first == conversation_id:
                return False
            person = _person(connection, first, at)
            other = _person(connection, conversation_id, at)
            same = update(links).where(links.c.person_id == other)
            connection.execute(same.values(person_id=person))
        return True

    def family(self, conversation_id: str) -> Sequence[ConversationRecord]:
        """The other conversations of the same person."""
        own = select(links.c.person_id).where(links.c.conversation_id == conversation_id)
        query = (
            select(conversations)
            .join(links, links.c.conversation_id == conversations.c.id)
            .where(links.c.person_id == own.scalar_subquery())
            .where(conversations.c.id != conversation_id)
            .order_by(conversations.c.created_at)
        )
        with self._engine.connect() as connection:
            return [conversation_of(row) for row in connection.execute(query).mappings()]


def _person(connection: Connection, conversation_id: str, at: datetime) -> str:
    """The person whose conversation it is, a new one where that was not known."""
    query = select(links.c.person_id).where(links.c.conversation_id == conversation_id)
    known = connection.execute(query).scalar()
    if known is not None:
        return str(known)
    person = new_id()
    connection.execute(
        insert(links).values(conversation_id=conversation_id, person_id=person, linked_at=at)
    )
    return person
