"""What webhook channels keep; implements `connectors.mailbox.storage.Storage`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import and_, delete, func, insert, or_, select, update

from assistant.storage.correspondents import CorrespondentRepository, is_theirs, remembered
from assistant.storage.inbox import InboxRepository, finished, put_value
from assistant.storage.statements import aware, optional_aware
from assistant.storage.tables.mailbox import (
    channel_inbox,
    channel_outbox,
    channel_people,
    channel_values,
)
from connectors.mailbox.storage import Owed, Row, RowState

_FINAL: Final = ("sent", "dropped")
_KEY_BYTES: Final = 16


class MailboxRepository(InboxRepository, CorrespondentRepository):
    """All SQL of the webhook channels. Calls block: make them off the event loop."""

    def lose_person(self, channel: str, sender: str, at: datetime) -> None:
        """The person is gone; see the protocol."""
        owed = and_(
            is_theirs(channel_outbox, channel, sender), channel_outbox.c.state.notin_(_FINAL)
        )
        self._write(
            update(channel_outbox).where(owed).values(state="dropped", part={}, changed_at=at),
            update(channel_people)
            .where(is_theirs(channel_people, channel, sender))
            .values(gone=True, choices=[]),
        )

    def erase_person(self, channel: str, sender: str) -> None:
        """Delete all about a person; see the protocol."""
        self._write(
            delete(channel_outbox).where(is_theirs(channel_outbox, channel, sender)),
            delete(channel_people).where(is_theirs(channel_people, channel, sender)),
        )

    def see_off(self, channel: str, sender: str) -> bool:
        """Delete a person who is leaving and owed nothing; see the protocol."""
        person = self.find_person(channel, sender)
        if person is None or not person.leaving or self.count_owed(channel, sender):
            return False
        leaving = and_(is_theirs(channel_people, channel, sender), channel_people.c.leaving)
        return bool(
            self._write(
                delete(channel_outbox).where(is_theirs(channel_outbox, channel, sender)),
                delete(channel_people).where(leaving),
            )
        )

    def owe(
        self, channel: str, sender: str, owed: Owed, at: datetime, answers: int | None = None
    ) -> None:
        """Add parts to the outbox; see the protocol."""
        with self._engine().begin() as connection:
            if owed.deleted:
                connection.execute(
                    delete(channel_outbox).where(is_theirs(channel_outbox, channel, sender))
                )
            for state, parts in (("waiting", owed.waiting), ("held", owed.held)):
                for part in parts:
                    connection.execute(
                        insert(channel_outbox).values(
                            key=secrets.token_hex(_KEY_BYTES),
                            channel=channel,
                            sender=sender,
                            part=dict(part),
                            state=state,
                            attempts=0,
                            next_at=at,
                            created_at=at,
                            changed_at=at,
                        )
                    )
            values = remembered(owed)
            if values:
                mine = is_theirs(channel_people, channel, sender)
                connection.execute(update(channel_people).where(mine).values(values))
            if answers is not None:
                connection.execute(finished(answers, at))

    def count_owed(self, channel: str, sender: str) -> Mapping[RowState, int]:
        """How many parts are in each state; see the protocol."""
        table = channel_outbox.c
        mine = and_(is_theirs(channel_outbox, channel, sender), table.state.notin_(_FINAL))
        query = select(table.state, func.count().label("count")).where(mine).group_by(table.state)
        return {cast(RowState, row["state"]): int(row["count"]) for row in self._rows(query)}

    def take(self, channel: str, sender: str, at: datetime, lease: datetime) -> Row | None:
        """The first part, to be sent now; see the protocol."""
        table = channel_outbox.c
        mine = and_(
            is_theirs(channel_outbox, channel, sender), table.state.in_(("waiting", "sending"))
        )
        first = select(channel_outbox).where(mine).order_by(table.number).limit(1)
        for found in self._rows(first):
            if (found["state"] == "sending" or found["attempts"]) and aware(found["next_at"]) > at:
                return None
            same = and_(
                table.number == found["number"],
                table.state == found["state"],
                table.attempts == found["attempts"],
            )
            taken = update(channel_outbox).where(same)
            times = {"next_at": lease, "changed_at": at}
            if self._write(taken.values(state="sending", attempts=table.attempts + 1, **times)):
                return _row({**found, "state": "sending", "attempts": found["attempts"] + 1})
        return None

    def settle_row(
        self, number: int, state: RowState, at: datetime, next_at: datetime | None = None
    ) -> bool:
        """Set a part's state; see the protocol. What is final keeps no words."""
        table = channel_outbox.c
        values: dict[str, Any] = {"state": state, "changed_at": at}
        if state in _FINAL:
            values["part"] = {}
        if next_at is not None:
            values["next_at"] = next_at
        still_open = and_(table.number == number, table.state.notin_(_FINAL))
        return bool(self._write(update(channel_outbox).where(still_open).values(values)))

    def hold(self, channel: str, sender: str, at: datetime) -> None:
        """Hold what waits; see the protocol."""
        mine = and_(is_theirs(channel_outbox, channel, sender), channel_outbox.c.state == "waiting")
        self._write(update(channel_outbox).where(mine).values(state="held", changed_at=at))

    def release(self, channel: str, sender: str, limit: int, at: datetime) -> int:
        """Let the first held parts wait, as if new; see the protocol."""
        table = channel_outbox.c
        mine = and_(is_theirs(channel_outbox, channel, sender), table.state == "held")
        first = select(table.number).where(mine).order_by(table.number).limit(limit)
        numbers = [row["number"] for row in self._rows(first)]
        values = {"state": "waiting", "attempts": 0, "created_at": at, "changed_at": at}
        held = and_(table.number.in_(numbers), table.state == "held")
        return self._write(update(channel_outbox).where(held).values(next_at=at, **values))

    def due(self, channel: str, at: datetime, limit: int) -> Sequence[str]:
        """People with a part to send now; see the protocol."""
        table = channel_outbox.c
        states = table.state.in_(("waiting", "sending"))
        query = select(table.sender).where(
            and_(table.channel == channel, states, table.next_at <= at)
        )
        return [str(row["sender"]) for row in self._rows(query.distinct().limit(limit))]

    def read_value(self, channel: str, name: str) -> tuple[str, datetime | None] | None:
        """A shared value; see the protocol."""
        table = channel_values.c
        mine = and_(table.channel == channel, table.name == name)
        found = self._rows(select(channel_values).where(mine))
        return next(((row["value"], optional_aware(row["until"])) for row in found), None)

    def write_value(
        self, channel: str, name: str, value: str, until: datetime | None = None
    ) -> None:
        """Store a shared value; see the protocol."""
        with self._engine().begin() as connection:
            put_value(connection, channel, name, value, until)

    def delete_older_than(
        self, channel: str, person: datetime, settled: datetime, key: datetime
    ) -> None:
        """Delete what is over; see the protocol."""
        people, outbox, inbox = channel_people.c, channel_outbox.c, channel_inbox.c
        known = select(people.sender).where(people.channel == channel)
        old = and_(outbox.state.in_(_FINAL), outbox.changed_at < settled)
        self._write(
            delete(channel_people).where(and_(people.channel == channel, people.last_at < person)),
            delete(channel_outbox).where(
                and_(outbox.channel == channel, or_(old, outbox.sender.notin_(known)))
            ),
            delete(channel_inbox).where(
                and_(inbox.channel == channel, inbox.state == "done", inbox.changed_at < key)
            ),
        )


def _row(row: Mapping[str, Any]) -> Row:
    names = ("number", "key", "sender", "part", "state", "attempts")
    return Row(created_at=aware(row["created_at"]), **{name: row[name] for name in names})
