"""Messages that came in and are not answered yet; implements `connectors.mailbox.storage.Inbox`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, select, update
from sqlalchemy.engine import Connection

from assistant.storage.statements import Statements, aware, put_if_new
from assistant.storage.tables.mailbox import channel_inbox, channel_values
from connectors.mailbox.storage import Batch, Received

_OPEN: Final = ("waiting", "working")


class InboxRepository(Statements):
    """All SQL of the inbox. Calls block: make them off the event loop."""

    def store_incoming(
        self, channel: str, batch: Batch, at: datetime, next_at: datetime
    ) -> Sequence[str]:
        """Keep what is new, and the cursor; see the protocol."""
        common = {"channel": channel, "state": "waiting", "attempts": 0}
        times = {"next_at": next_at, "changed_at": at}
        senders: dict[str, None] = {}
        with self._engine().begin() as connection:
            for one in batch.arrivals:
                values = {"key": one.key, "sender": one.sender, "body": dict(one.body)}
                if put_if_new(connection, channel_inbox, {**values, **common, **times}):
                    senders[one.sender] = None
            if batch.cursor is not None:
                put_value(connection, channel, batch.cursor_name, batch.cursor, None)
        return list(senders)

    def take_incoming(
        self, channel: str, sender: str, at: datetime, lease: datetime
    ) -> Received | None:
        """The person's first message; see the protocol."""
        table = channel_inbox.c
        mine = and_(table.channel == channel, table.sender == sender, table.state.in_(_OPEN))
        first = select(channel_inbox).where(mine).order_by(table.number).limit(1)
        for found in self._rows(first):
            if aware(found["next_at"]) > at:
                return None
            same = and_(
                table.number == found["number"],
                table.state == found["state"],
                table.attempts == found["attempts"],
            )
            taken = update(channel_inbox).where(same)
            times = {"next_at": lease, "changed_at": at}
            if self._write(taken.values(state="working", attempts=table.attempts + 1, **times)):
                return _received(found)
        return None

    def finish_incoming(self, number: int, at: datetime) -> None:
        """The message is answered; see the protocol."""
        self._write(finished(number, at))

    def settle_incoming(self, channel: str, key: str, at: datetime) -> None:
        """The message is answered, whose number is not known; see the protocol."""
        table = channel_inbox.c
        done = update(channel_inbox).where(and_(table.channel == channel, table.key == key))
        self._write(done.values(state="done", sender="", body={}, changed_at=at))

    def postpone_incoming(self, number: int, at: datetime, next_at: datetime) -> None:
        """Try the message again later; see the protocol."""
        mine = and_(channel_inbox.c.number == number, channel_inbox.c.state == "working")
        values = {"state": "waiting", "next_at": next_at, "changed_at": at}
        self._write(update(channel_inbox).where(mine).values(**values))

    def due_incoming(self, channel: str, at: datetime, limit: int) -> Sequence[str]:
        """People with a message to work on now; see the protocol."""
        table = channel_inbox.c
        now = and_(table.channel == channel, table.state.in_(_OPEN), table.next_at <= at)
        query = select(table.sender).where(now).distinct().limit(limit)
        return [str(row["sender"]) for row in self._rows(query)]


def finished(number: int, at: datetime) -> Any:
    """The statement that ends the work on a message: its words are deleted, its key stays."""
    done = update(channel_inbox).where(channel_inbox.c.number == number)
    return done.values(state="done", sender="", body={}, changed_at=at)


def put_value(
    connection: Connection, channel: str, name: str, value: str, until: datetime | None
) -> None:
    """Store a value in place of the one before."""
    table = channel_values.c
    mine = and_(table.channel == channel, table.name == name)
    values = {"value": value, "until": until}
    if not put_if_new(connection, channel_values, {"channel": channel, "name": name, **values}):
        connection.execute(update(channel_values).where(mine).values(**values))


def _received(row: Mapping[str, Any]) -> Received:
    return Received(row["number"], row["sender"], row["body"], row["attempts"] + 1)
