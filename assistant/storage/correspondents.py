"""People who write on webhook channels: how they are reached, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, select, update

from assistant.storage.statements import Statements, optional_aware, put_if_new
from assistant.storage.tables.mailbox import channel_people
from connectors.mailbox.storage import Correspondent, Owed, Sighting
from connectors.protocol import Button


class CorrespondentRepository(Statements):
    """SQL about people alone. Calls block: make them off the event loop."""

    def note_person(self, channel: str, sender: str, seen: Sighting, at: datetime) -> Correspondent:
        """The person, with the window their message opens; see the protocol."""
        values = {
            "address": dict(seen.address),
            "window_until": seen.window_until,
            "pushes_left": seen.pushes,
            "gone": False,
            "leaving": False,
            "last_at": at,
        }
        new: dict[str, Any] = {"language": seen.hint, "choices": [], "notified": False}
        key = {"channel": channel, "sender": sender}
        with self._engine().begin() as connection:
            if not put_if_new(connection, channel_people, {**key, **values, **new}):
                connection.execute(
                    update(channel_people)
                    .where(is_theirs(channel_people, channel, sender))
                    .values(values)
                )
        person = self.find_person(channel, sender)
        assert person is not None, "it was written just now"  # noqa: S101
        return person

    def find_person(self, channel: str, sender: str) -> Correspondent | None:
        """The person, if known; see the protocol."""
        query = select(channel_people).where(is_theirs(channel_people, channel, sender))
        return next(map(_person, self._rows(query)), None)

    def spend_push(self, channel: str, sender: str) -> None:
        """Count one push; see the protocol."""
        pushes = channel_people.c.pushes_left
        mine = and_(is_theirs(channel_people, channel, sender), pushes > 0)
        self._write(update(channel_people).where(mine).values(pushes_left=pushes - 1))

    def close_window(self, channel: str, sender: str) -> None:
        """Nothing more may be sent; see the protocol."""
        mine = is_theirs(channel_people, channel, sender)
        self._write(
            update(channel_people).where(mine).values(window_until=channel_people.c.last_at)
        )


def is_theirs(table: Table, channel: str, sender: str) -> Any:
    """That a row of a table is a person's."""
    return and_(table.c.channel == channel, table.c.sender == sender)


def remembered(owed: Owed) -> dict[str, Any]:
    """What an answer changes about the person."""
    if owed.deleted:
        return {"leaving": True, "choices": [], "language": None, "notified": False}
    values: dict[str, Any] = {}
    if owed.language is not None:
        values["language"] = owed.language
    if owed.choices is not None:
        values["choices"] = [[choice.title, choice.payload] for choice in owed.choices]
    if owed.notified:
        values["notified"] = True
    return values


def _person(row: Mapping[str, Any]) -> Correspondent:
    names = ("channel", "sender", "address", "language", "pushes_left")
    flags = ("notified", "gone", "leaving")
    return Correspondent(
        choices=tuple(Button(title, payload) for title, payload in row["choices"]),
        window_until=optional_aware(row["window_until"]),
        **{name: row[name] for name in (*names, *flags)},
    )
