"""What the channel keeps, as protocols. The running service implements them on its database.

All calls block: the connector makes them off the event loop (`connectors.off_loop`). All
times are in UTC with an offset. `sender` is never an openid but its keyed hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from connectors.mailbox.storage import Inbox
from connectors.protocol import Button

RowState = Literal["waiting", "sending", "held", "sent", "dropped"]
"""`waiting` to be sent, `sending` now, `held` until the person writes again; the others are final.

    waiting ──> sending ──> sent
       ^           ├──────> dropped   the person is gone, or the text is refused
       ├───────────┤                  to be tried again later, or its sender died (lease over)
       └── held <──┘                  no quota left, window closed, or no right to push
"""


@dataclass(frozen=True)
class Claim:
    """A key that was asked for: whether it is ours, and the value it has."""

    ours: bool
    value: str


GrantKind = Literal["message", "click"]


@dataclass(frozen=True)
class Grant:
    """Pushes that an action of the person allows: how many, and until when."""

    kind: GrantKind
    pushes: int
    until: datetime


@dataclass(frozen=True)
class Person:
    """A person who wrote to the account, with the pushes left to each kind of grant."""

    sender: str
    openid: str
    language: str | None = None
    choices: tuple[Button, ...] = ()
    message_pushes: int = 0
    message_until: datetime | None = None
    click_pushes: int = 0
    click_until: datetime | None = None

    def pushes_left(self, at: datetime) -> int:
        """How many pushes are allowed at this time."""
        message = self.message_until is not None and at < self.message_until
        click = self.click_until is not None and at < self.click_until
        return message * self.message_pushes + click * self.click_pushes


@dataclass(frozen=True)
class Row:
    """One text in the outbox."""

    number: int
    sender: str
    text: str
    language: str
    state: RowState
    attempts: int


class Claims(Protocol):
    """Keys of which each is given to one asker only, until they expire."""

    def claim(self, key: str, value: str, at: datetime, until: datetime) -> Claim:
        """Take the key; where it is taken, return its value."""
        ...

    def settle(self, key: str, value: str) -> None:
        """Store what every later asker is given."""
        ...


class People(Protocol):
    """Who wrote to the account."""

    def note_action(self, sender: str, openid: str, grant: Grant, at: datetime) -> Person:
        """The person, with this grant in place of the one of its kind."""
        ...

    def find_person(self, sender: str) -> Person | None:
        """The person, unless never heard of or erased."""
        ...

    def remember(self, sender: str, language: str, choices: Sequence[Button]) -> None:
        """Keep the language of the last answer and the choices that it offered."""
        ...

    def spend_push(self, sender: str, at: datetime) -> GrantKind | None:
        """Take one push from the grant that ends first, and say from which; None where none is
        left."""
        ...

    def return_push(self, sender: str, kind: GrantKind) -> None:
        """Give back a push that was not made, to the grant that it was taken from."""
        ...

    def close_window(self, sender: str) -> None:
        """No more pushes until the person acts again."""
        ...

    def erase_person(self, sender: str) -> None:
        """Delete all that is kept of a person, the outbox included."""
        ...


class Outbox(Protocol):
    """Texts that people are owed, in order."""

    def add(
        self, sender: str, texts: Sequence[str], language: str, at: datetime, next_at: datetime
    ) -> None:
        """Owe a person these texts. `due` does not name them before `next_at`."""
        ...

    def owed(self, sender: str) -> Sequence[Row]:
        """The rows waiting or held, in order."""
        ...

    def take(
        self, sender: str, at: datetime, lease: datetime, up_to: int | None = None
    ) -> Row | None:
        """The first row, now `sending` until `lease`, with one more attempt; none after the row
        `up_to`, where one is named.

        None where there is none or it may not be sent now: it is being sent by somebody else, or it
        failed before and its time has not come.
        """
        ...

    def give(self, sender: str, numbers: Sequence[int], at: datetime) -> Sequence[int]:
        """Mark rows that wait or are held as sent; those that were still there."""
        ...

    def settle_row(
        self,
        number: int,
        state: RowState,
        at: datetime,
        next_at: datetime | None = None,
        text: str | None = None,
    ) -> bool:
        """Set a row's state (and text); False where it is final or erased already."""
        ...

    def hold(self, sender: str) -> None:
        """Hold all waiting rows of a person."""
        ...

    def release(self, sender: str) -> int:
        """Make the held rows of a person wait; how many there were."""
        ...

    def due(self, at: datetime, limit: int) -> Sequence[str]:
        """People with a row that may be sent now."""
        ...


class Tokens(Protocol):
    """Access tokens, shared by all processes."""

    def read_token(self, appid: str) -> tuple[str, datetime] | None:
        """The stored token and when it ends."""
        ...

    def write_token(self, appid: str, token: str, until: datetime) -> None:
        """Store a token in place of the one before."""
        ...


class Storage(Claims, People, Outbox, Tokens, Inbox, Protocol):
    """All of it."""

    def delete_older_than(self, at: datetime, person: datetime, settled: datetime) -> None:
        """Delete claims over at `at`, people silent since `person` and rows final since
        `settled`."""
        ...
