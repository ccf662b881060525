"""Figures over a span of time. Each query reads an index of times; nothing personal is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select

from assistant.storage.database import Engines
from assistant.storage.tables.conversation import feedback, messages
from assistant.storage.tables.desk import handoffs
from assistant.storage.times import aware


@dataclass(frozen=True)
class Span:
    """From a moment up to another, which is not in it."""

    start: datetime
    end: datetime

    def of(self, column: Any) -> Any:
        """That a column's time is in the span."""
        return and_(column >= self.start, column < self.end)


@dataclass(frozen=True)
class Asked:
    """A question of a person, and the type of the first answer it got; None where it got none."""

    conversation_id: str
    text: str
    language: str
    at: datetime
    answer: str | None
    topic: str | None


@dataclass(frozen=True)
class Wish:
    """A person was asked for: why, when, and what came of it."""

    reason: str
    asked_at: datetime
    taken_at: datetime | None
    outcome: str | None
    left_message: bool


class InsightRepository:
    """Reads what reports are made of. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def asked(self, span: Span, limit: int) -> list[Asked]:
        """The newest questions, newest first, each with the first answer of the bot."""
        answer = messages.alias("answer")
        first = (
            select(func.min(answer.c.number))
            .where(answer.c.reply_to == messages.c.id, answer.c.role == "bot")
            .correlate(messages)
            .scalar_subquery()
        )
        reply = messages.alias("reply")
        query = (
            select(
                messages.c.conversation_id,
                messages.c.text,
                messages.c.language,
                messages.c.created_at,
                reply.c.type,
                reply.c.content,
            )
            .select_from(messages.outerjoin(reply, reply.c.number == first))
            .where(messages.c.role == "user", span.of(messages.c.created_at))
            .order_by(messages.c.number.desc())
            .limit(limit)
        )
        return [Asked(r[0], r[1], r[2], aware(r[3]), r[4], _topic(r[5])) for r in self._rows(query)]

    def wishes(self, span: Span, limit: int) -> list[Wish]:
        """The hand-offs that were asked for, newest first."""
        table = handoffs.c
        query = (
            select(table.reason, table.asked_at, table.taken_at, table.outcome, table.due_at)
            .where(span.of(table.asked_at))
            .order_by(table.asked_at.desc())
            .limit(limit)
        )
        return [
            Wish(r[0], aware(r[1]), aware(r[2]) if r[2] else None, r[3], r[4] is not None)
            for r in self._rows(query)
        ]

    def ratings(self, span: Span) -> dict[str, int]:
        """How many answers were rated up, and how many down."""
        query = select(feedback.c.rating, func.count()).where(span.of(feedback.c.created_at))
        return {str(r[0]): int(r[1]) for r in self._rows(query.group_by(feedback.c.rating))}

    def _rows(self, query: Any) -> Sequence[Any]:
        with self._engine().connect() as connection:
            rows: Sequence[Any] = connection.execute(query).all()
        return rows


def _topic(content: Any) -> str | None:
    topic = ((content or {}).get("custom") or {}).get("topic")
    return str(topic) if topic else None
