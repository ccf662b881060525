"""The desk's queue, read by state; each query is bounded and rests on an index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, or_, select

from assistant.ownership import State
from assistant.storage.conversations import new_id
from assistant.storage.database import Engines
from assistant.storage.desk.ownership import conversation_of
from assistant.storage.desk.records import DeskConversation, HandOff
from assistant.storage.tables.conversation import conversations
from assistant.storage.tables.desk import handoffs
from assistant.storage.times import aware, with_zones


@dataclass(frozen=True)
class QueueFilter:
    """Which conversations are wanted: all, where nothing is given."""

    language: str | None = None
    channel: str | None = None
    topic: str | None = None

    def conditions(self) -> list[Any]:
        """As conditions on the table of conversations."""
        given = vars(self).items()
        return [conversations.c[name] == value for name, value in given if value is not None]


class QueueRepository:
    """Reads rows of the queue. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def in_state(
        self, state: State, only: QueueFilter, limit: int, agent: str | None = None
    ) -> list[DeskConversation]:
        """Conversations in a state: the longest waiting first, of other states the newest first.

        With `agent` only those which that agent holds or interprets in.
        """
        table = conversations.c
        query = select(conversations).where(table.state == state, *only.conditions())
        if agent is not None:
            query = query.where(or_(table.agent_id == agent, table.interpreter_id == agent))
        if state == "waiting":
            query = query.order_by(table.urgent.desc(), table.waiting_since)
        else:
            query = query.order_by(table.urgent.desc(), table.last_at.desc())
        return self._read(query.limit(limit))

    def by_ids(self, ids: Collection[str]) -> dict[str, DeskConversation]:
        """These conversations, as far as they are there."""
        if not ids:
            return {}
        query = select(conversations).where(conversations.c.id.in_(list(ids)))
        return {found.id: found for found in self._read(query)}

    def counts(self, only: QueueFilter) -> dict[str, int]:
        """How many conversations are in each state."""
        query = select(conversations.c.state, func.count()).where(*only.conditions())
        with self._engine().connect() as connection:
            rows = connection.execute(query.group_by(conversations.c.state)).all()
        return {str(state): int(count) for state, count in rows}

    def held(self) -> dict[str, int]:
        """How many conversations each agent holds."""
        query = select(conversations.c.agent_id, func.count())
        query = query.where(conversations.c.state == "with_agent")
        with self._engine().connect() as connection:
            rows = connection.execute(query.group_by(conversations.c.agent_id)).all()
        return {str(agent): int(count) for agent, count in rows}

    def position(self, conversation: DeskConversation) -> int:
        """The conversation's place among those that wait for an answer now, from 1."""
        table = conversations.c
        earlier = table.waiting_since < conversation.waiting_since
        ahead = and_(table.urgent, earlier) if conversation.urgent else or_(table.urgent, earlier)
        query = select(func.count()).where(
            table.state == "waiting", table.due_at.is_(None), table.id != conversation.id, ahead
        )
        with self._engine().connect() as connection:
            return int(connection.execute(query).scalar() or 0) + 1

    def recent_waits(self, since: datetime, limit: int = 50) -> list[float]:
        """Seconds that the last people waited until an agent took them."""
        table = handoffs.c
        query = select(table.asked_at, table.taken_at).where(
            table.taken_at.is_not(None), table.due_at.is_(None), table.asked_at >= since
        )
        with self._engine().connect() as connection:
            rows = connection.execute(query.order_by(table.asked_at.desc()).limit(limit)).all()
        return [(aware(taken) - aware(asked)).total_seconds() for asked, taken in rows]

    def handoffs(self, conversation_id: str, limit: int = 20) -> list[HandOff]:
        """The hand-offs of a conversation, the newest first."""
        query = select(handoffs).where(handoffs.c.conversation_id == conversation_id)
        query = query.order_by(handoffs.c.asked_at.desc()).limit(limit)
        with self._engine().connect() as connection:
            return [HandOff(**with_zones(row)) for row in connection.execute(query).mappings()]

    def note_unavailable(self, conversation: DeskConversation, reason: str, at: datetime) -> None:
        """Keep that a person was asked for and nobody was there."""
        with self._engine().begin() as connection:
            connection.execute(
                insert(handoffs).values(
                    id=new_id(),
                    conversation_id=conversation.id,
                    reason=reason,
                    language=conversation.language,
                    topic=conversation.topic,
                    asked_at=at,
                    ended_at=at,
                    outcome="unavailable",
                )
            )

    def _read(self, query: Any) -> list[DeskConversation]:
        with self._engine().connect() as connection:
            rows: Sequence[Any] = connection.execute(query).mappings().all()
        return [conversation_of(row) for row in rows]
