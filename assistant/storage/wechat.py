"""What the WeChat channel keeps; implements `connectors.wechat.storage.Storage`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from assistant.storage.inbox import InboxRepository
from assistant.storage.statements import aware, optional_aware
from assistant.storage.tables.mailbox import channel_inbox
from assistant.storage.tables.wechat import (
    wechat_claims,
    wechat_outbox,
    wechat_people,
    wechat_tokens,
)
from connectors.protocol import Button
from connectors.wechat.respond import CHANNEL
from connectors.wechat.storage import Claim, Grant, GrantKind, Person, Row, RowState

_OWED: Final = ("waiting", "held")
_FINAL: Final = ("sent", "dropped")


class WeChatRepository(InboxRepository):
    """All SQL of the WeChat channel. Calls block: make them off the event loop.

    `engine` gives the engine, which need not be there before the first call.
    """

    def claim(self, key: str, value: str, at: datetime, until: datetime) -> Claim:
        """Take a key; see the protocol."""
        try:
            self._write(insert(wechat_claims).values(key=key, value=value, until=until))
        except IntegrityError:
            expired = and_(wechat_claims.c.key == key, wechat_claims.c.until <= at)
            again = update(wechat_claims).where(expired).values(value=value, until=until)
            if not self._write(again):
                query = select(wechat_claims.c.value).where(wechat_claims.c.key == key)
                return Claim(False, str(self._scalar(query) or ""))
        return Claim(True, value)

    def settle(self, key: str, value: str) -> None:
        """Store a claim's value; see the protocol."""
        self._write(update(wechat_claims).where(wechat_claims.c.key == key).values(value=value))

    def note_action(self, sender: str, openid: str, grant: Grant, at: datetime) -> Person:
        """The person, with a grant; see the protocol."""
        values = {
            "openid": openid,
            "last_at": at,
            f"{grant.kind}_pushes": grant.pushes,
            f"{grant.kind}_until": grant.until,
        }
        known = update(wechat_people).where(wechat_people.c.sender == sender).values(**values)
        if not self._write(known):
            first = {"message_pushes": 0, "click_pushes": 0, "choices": []}
            try:
                self._write(insert(wechat_people).values(sender=sender, **{**first, **values}))
            except IntegrityError:
                self._write(known)
        person = self.find_person(sender)
        assert person is not None, "it was written just now"  # noqa: S101
        return person

    def find_person(self, sender: str) -> Person | None:
        """The person, if known; see the protocol."""
        query = select(wechat_people).where(wechat_people.c.sender == sender)
        return next(map(_person, self._rows(query)), None)

    def remember(self, sender: str, language: str, choices: Sequence[Button]) -> None:
        """Keep language and choices; see the protocol."""
        stored = [[choice.title, choice.payload] for choice in choices]
        values = {"language": language, "choices": stored}
        self._write(update(wechat_people).where(wechat_people.c.sender == sender).values(**values))

    def spend_push(self, sender: str, at: datetime) -> GrantKind | None:
        """Take a push from the grant that ends first; see the protocol."""
        table = wechat_people.c
        grants: tuple[GrantKind, ...] = ("click", "message")
        for kind in grants:
            pushes, until = table[f"{kind}_pushes"], table[f"{kind}_until"]
            valid = and_(table.sender == sender, pushes > 0, until > at)
            if self._write(update(wechat_people).where(valid).values({pushes: pushes - 1})):
                return kind
        return None

    def return_push(self, sender: str, kind: GrantKind) -> None:
        """Give a push back to its grant; see the protocol."""
        pushes = wechat_people.c[f"{kind}_pushes"]
        own = wechat_people.c.sender == sender
        self._write(update(wechat_people).where(own).values({pushes: pushes + 1}))

    def close_window(self, sender: str) -> None:
        """No pushes are left; see the protocol."""
        none = {"message_pushes": 0, "click_pushes": 0}
        self._write(update(wechat_people).where(wechat_people.c.sender == sender).values(**none))

    def erase_person(self, sender: str) -> None:
        """Delete all about a person; see the protocol."""
        self._write(
            delete(wechat_outbox).where(wechat_outbox.c.sender == sender),
            delete(wechat_people).where(wechat_people.c.sender == sender),
            update(channel_inbox)
            .where(and_(channel_inbox.c.channel == CHANNEL, channel_inbox.c.sender == sender))
            .values(state="done", sender="", body={}),
        )

    def add(
        self, sender: str, texts: Sequence[str], language: str, at: datetime, next_at: datetime
    ) -> None:
        """Owe texts; see the protocol."""
        common = {"sender": sender, "language": language, "state": "waiting", "attempts": 0}
        times = {"next_at": next_at, "changed_at": at}
        self._write(*(insert(wechat_outbox).values(text=text, **common, **times) for text in texts))

    def owed(self, sender: str) -> Sequence[Row]:
        """Rows waiting or held; see the protocol."""
        mine = and_(wechat_outbox.c.sender == sender, wechat_outbox.c.state.in_(_OWED))
        query = select(wechat_outbox).where(mine).order_by(wechat_outbox.c.number)
        return [_row(row) for row in self._rows(query)]

    def take(
        self, sender: str, at: datetime, lease: datetime, up_to: int | None = None
    ) -> Row | None:
        """The first row, to be sent now; see the protocol."""
        table = wechat_outbox.c
        mine = and_(table.sender == sender, table.state.in_(("waiting", "sending")))
        if up_to is not None:
            mine = and_(mine, table.number <= up_to)
        first = select(wechat_outbox).where(mine).order_by(table.number).limit(1)
        for found in self._rows(first):
            new = found["state"] == "waiting" and not found["attempts"]
            if not new and aware(found["next_at"]) > at:
                return None
            same = and_(
                table.number == found["number"],
                table.state == found["state"],
                table.attempts == found["attempts"],
            )
            values = {"state": "sending", "attempts": table.attempts + 1}
            times = {"next_at": lease, "changed_at": at}
            if self._write(update(wechat_outbox).where(same).values(**values, **times)):
                return _row({**found, "state": "sending", "attempts": found["attempts"] + 1})
        return None

    def give(self, sender: str, numbers: Sequence[int], at: datetime) -> Sequence[int]:
        """Mark rows as sent; see the protocol."""
        table = wechat_outbox.c
        given = []
        for number in numbers:
            mine = and_(table.number == number, table.sender == sender, table.state.in_(_OWED))
            if self._write(update(wechat_outbox).where(mine).values(state="sent", changed_at=at)):
                given.append(number)
        return given

    def settle_row(
        self,
        number: int,
        state: RowState,
        at: datetime,
        next_at: datetime | None = None,
        text: str | None = None,
    ) -> bool:
        """Set a row's state; see the protocol."""
        open_row = and_(wechat_outbox.c.number == number, wechat_outbox.c.state.notin_(_FINAL))
        values: dict[str, Any] = {"state": state, "changed_at": at}
        if next_at is not None:
            values["next_at"] = next_at
        if text is not None:
            values["text"] = text
        return bool(self._write(update(wechat_outbox).where(open_row).values(**values)))

    def hold(self, sender: str) -> None:
        """Hold what waits; see the protocol."""
        self._move(sender, "waiting", {"state": "held"})

    def release(self, sender: str) -> int:
        """Let wait what is held, as if new; see the protocol."""
        return self._move(sender, "held", {"state": "waiting", "attempts": 0})

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        """People with a row to send now; see the protocol."""
        table = wechat_outbox.c
        now = and_(or_(table.state == "waiting", table.state == "sending"), table.next_at <= at)
        query = select(table.sender).where(now).distinct().limit(limit)
        return [str(row["sender"]) for row in self._rows(query)]

    def read_token(self, appid: str) -> tuple[str, datetime] | None:
        """The stored token; see the protocol."""
        query = select(wechat_tokens).where(wechat_tokens.c.appid == appid)
        return next(((row["token"], aware(row["until"])) for row in self._rows(query)), None)

    def write_token(self, appid: str, token: str, until: datetime) -> None:
        """Store a token; see the protocol."""
        values = {"token": token, "until": until}
        known = update(wechat_tokens).where(wechat_tokens.c.appid == appid).values(**values)
        if not self._write(known):
            try:
                self._write(insert(wechat_tokens).values(appid=appid, **values))
            except IntegrityError:
                self._write(known)

    def delete_older_than(self, at: datetime, person: datetime, settled: datetime) -> None:
        """Delete what is over; see the protocol."""
        old = and_(wechat_outbox.c.state.in_(_FINAL), wechat_outbox.c.changed_at < settled)
        known = select(wechat_people.c.sender)
        inbox = channel_inbox.c
        over = and_(inbox.channel == CHANNEL, inbox.state == "done", inbox.changed_at < settled)
        self._write(
            delete(wechat_claims).where(wechat_claims.c.until <= at),
            delete(channel_inbox).where(over),
            delete(wechat_people).where(wechat_people.c.last_at < person),
            delete(wechat_outbox).where(or_(old, wechat_outbox.c.sender.notin_(known))),
        )

    def _move(self, sender: str, state: RowState, values: Mapping[str, Any]) -> int:
        mine = and_(wechat_outbox.c.sender == sender, wechat_outbox.c.state == state)
        return self._write(update(wechat_outbox).where(mine).values(**values))

    def _scalar(self, query: Any) -> Any:
        with self._engine().connect() as connection:
            return connection.execute(query).scalar()


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        sender=row["sender"],
        openid=row["openid"],
        language=row["language"],
        choices=tuple(Button(title, payload) for title, payload in row["choices"]),
        message_pushes=row["message_pushes"],
        message_until=optional_aware(row["message_until"]),
        click_pushes=row["click_pushes"],
        click_until=optional_aware(row["click_until"]),
    )


def _row(row: Mapping[str, Any]) -> Row:
    names = ("number", "sender", "text", "language", "state", "attempts")
    return Row(**{name: row[name] for name in names})
