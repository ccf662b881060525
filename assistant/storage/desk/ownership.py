"""Who has a conversation, kept by compare-and-set on its version."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, insert, select, update
from sqlalchemy.engine import Connection

from assistant.ownership import Event, after
from assistant.storage.conversations import new_id
from assistant.storage.database import Engines
from assistant.storage.desk.events import append_events
from assistant.storage.desk.records import DeskConversation, DeskEvent
from assistant.storage.records import MessageRecord
from assistant.storage.rows import message_values
from assistant.storage.tables.conversation import conversations, messages
from assistant.storage.tables.desk import handoffs
from assistant.storage.times import with_zones

_TRIES: Final = 20
_OUTCOMES: Final = {"bot": "returned", "closed": "closed", "waiting": "transferred"}


class StaleVersion(Exception):
    """The conversation changed since the version that the caller knows."""

    def __init__(self, present: DeskConversation) -> None:
        super().__init__(present.version)
        self.present = present


class NoConversation(LookupError):
    """There is no such conversation (any more)."""


@dataclass(frozen=True)
class Change:
    """What an event made of a conversation."""

    before: DeskConversation
    after: DeskConversation

    @property
    def happened(self) -> bool:
        """Whether anything changed."""
        return self.before != self.after


Values = Mapping[str, Any]
Tell = Callable[[Change], Sequence[MessageRecord]]
"""What the service says to the person about a change; stored with it."""


def conversation_of(row: Mapping[str, Any]) -> DeskConversation:
    """A row of the table as a record."""
    return DeskConversation(**with_zones(row))


class OwnershipRepository:
    """Changes ownership, on any number of workers. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def read(self, conversation_id: str) -> DeskConversation:
        """The conversation as it stands now.

        Raises:
            NoConversation: there is none with this id.
        """
        query = select(conversations).where(conversations.c.id == conversation_id)
        with self._engine().connect() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NoConversation(conversation_id)
        return conversation_of(row)

    def change(
        self,
        conversation_id: str,
        event: Event,
        at: datetime,
        *,
        expected: int | None = None,
        values: Values | None = None,
        tell: Tell | None = None,
        events: Sequence[DeskEvent] = (),
    ) -> Change:
        """Carry out an event; with it set `values` and store what `tell` says.

        Where another worker was faster, the event is tried on what that one left.

        Raises:
            NoConversation, StaleVersion: the present version is not `expected`.
            HeldByAnother, NotHeld: see `assistant.ownership.after`.
        """
        for _ in range(_TRIES):
            before = self.read(conversation_id)
            if expected is not None and before.version != expected:
                raise StaleVersion(before)
            owner = after(before.ownership, event)
            if owner == before.ownership:
                return Change(before, before)
            new = {
                **_columns(before, owner.state, at),
                "agent_id": owner.agent,
                "interpreter_id": owner.interpreter,
                "interpreter_language": owner.wanted,
                **(values or {}),
            }
            change = Change(before, _replaced(before, new))
            if self._store(change, new, at, tell, events):
                return change
        raise StaleVersion(self.read(conversation_id))

    def mark(self, conversation_id: str, at: datetime, values: Values, event: DeskEvent) -> None:
        """Set what is no question of ownership: urgency, a message being left."""
        query = update(conversations).where(conversations.c.id == conversation_id)
        with self._engine().begin() as connection:
            connection.execute(query.values(**values))
            append_events(connection, [event], at)

    def _store(
        self,
        change: Change,
        new: Values,
        at: datetime,
        tell: Tell | None,
        events: Sequence[DeskEvent],
    ) -> bool:
        before = change.before
        mine = and_(conversations.c.id == before.id, conversations.c.version == before.version)
        query = update(conversations).where(mine).values(**new, version=before.version + 1)
        with self._engine().begin() as connection:
            if connection.execute(query).rowcount == 0:
                return False
            _note_handoff(connection, change, at)
            told = list(tell(change)) if tell else []
            for message in told:
                connection.execute(insert(messages).values(**message_values(message)))
            said = [DeskEvent("message", before.id, message.id) for message in told]
            append_events(connection, [DeskEvent("row", before.id), *events, *said], at)
        return True


def _columns(before: DeskConversation, state: str, at: datetime) -> dict[str, Any]:
    """The columns that follow from a new state."""
    if state == before.state:
        return {"state": state}
    new: dict[str, Any] = {"state": state, "since": at, "leaving_message": False}
    new["waiting_since"] = at if state == "waiting" else None
    if state != "with_agent":
        new["due_at"] = None
    if state in ("bot", "closed"):
        new["reason"] = None
    if before.state == "with_agent":
        new.update(urgent=False, emergency=None)
    if before.state == "closed":
        new["close_reason"] = None
    return new


def _replaced(before: DeskConversation, new: Values) -> DeskConversation:
    return DeskConversation(**{**vars(before), **new, "version": before.version + 1})


def _note_handoff(connection: Connection, change: Change, at: datetime) -> None:
    """Keep the hand-off's own record in step: when it was taken, when and how it ended."""
    old, new = change.before.state, change.after.state
    open_one = and_(handoffs.c.conversation_id == change.before.id, handoffs.c.ended_at.is_(None))
    query = update(handoffs).where(open_one)
    if new == "with_agent" and old != "with_agent":
        untaken = query.where(handoffs.c.taken_at.is_(None))
        connection.execute(untaken.values(taken_at=at, agent_id=change.after.agent_id))
    elif old == "waiting" and new == "bot":
        connection.execute(query.values(ended_at=at, outcome="cancelled"))
    elif old == "with_agent" and new != "with_agent":
        connection.execute(query.values(ended_at=at, outcome=_OUTCOMES[new]))
    if new == "waiting" and old != "waiting":
        connection.execute(insert(handoffs).values(**_asked(change.after, at)))


def _asked(now: DeskConversation, at: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "conversation_id": now.id,
        "reason": now.reason or "request",
        "language": now.language,
        "topic": now.topic,
        "asked_at": at,
        "due_at": now.due_at,
    }
