"""What such channels keep, as protocols. The running service implements them on its database.

All calls block: connectors make them off the event loop (`connectors.off_loop`). All times are in
UTC with an offset. `sender` is never a platform's id of a person but its keyed hash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from connectors.protocol import Button

RowState = Literal["waiting", "sending", "held", "sent", "dropped"]
"""`waiting` to be sent, `sending` now, `held` until the person writes again; the others are final.

    waiting ──> sending ──> sent
       ^           ├──────> dropped   the person is gone, or the platform refuses the part
       ├───────────┤                  to be tried again later, or its sender died (lease over)
       └── held <──┘                  the window is closed, or trying was in vain for too long
"""


@dataclass(frozen=True)
class Arrival:
    """A message to be kept: the hash of its key, whose it is, and what it says."""

    key: str
    sender: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Received:
    """A message taken out of the inbox, to be worked on."""

    number: int
    sender: str
    body: Mapping[str, Any]
    attempts: int


@dataclass(frozen=True)
class Correspondent:
    """A person as one channel knows them.

    `choices` are those of the last answer that offered any. `pushes_left` is None where the
    platform does not count. `gone` says that they blocked us; `leaving` that they had everything
    deleted and are owed no more than the words that say so.
    """

    channel: str
    sender: str
    address: Mapping[str, str]
    language: str | None = None
    choices: tuple[Button, ...] = ()
    window_until: datetime | None = None
    pushes_left: int | None = None
    notified: bool = False
    gone: bool = False
    leaving: bool = False


@dataclass(frozen=True)
class Sighting:
    """What a message tells of the person: where they are reached, what may be sent until when."""

    address: Mapping[str, str]
    hint: str | None
    window_until: datetime | None
    pushes: int | None


@dataclass(frozen=True)
class Owed:
    """What a person is owed, as parts in the platform's own form, in order.

    `held` follow once the person asks for them. `choices` is None where the answer offers none and
    the last ones are still meant. `notified` says that the notice about data is among the parts.
    """

    waiting: Sequence[Mapping[str, Any]] = ()
    held: Sequence[Mapping[str, Any]] = ()
    language: str | None = None
    choices: tuple[Button, ...] | None = None
    notified: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Row:
    """One part in the outbox. `key` is random and stays the same in every attempt."""

    number: int
    key: str
    sender: str
    part: Mapping[str, Any]
    state: RowState
    attempts: int
    created_at: datetime


@dataclass(frozen=True)
class Batch:
    """Messages that came together. Those that were fetched have a cursor, which says where the
    next call goes on; `cursor_name` is the value that keeps it."""

    arrivals: Sequence[Arrival] = field(default_factory=tuple)
    cursor: str | None = None
    cursor_name: str = "cursor"


class Inbox(Protocol):
    """Messages that came in and are not answered yet, for each person in order."""

    def store_incoming(
        self, channel: str, batch: Batch, at: datetime, next_at: datetime
    ) -> Sequence[str]:
        """Keep what is new, and the batch's cursor with it; the senders of what is new.

        `due_incoming` does not name them before `next_at`.
        """
        ...

    def take_incoming(
        self, channel: str, sender: str, at: datetime, lease: datetime
    ) -> Received | None:
        """The person's first message, to be worked on by the caller alone until `lease`.

        None where there is none, another worker has it, or its time has not come.
        """
        ...

    def finish_incoming(self, number: int, at: datetime) -> None:
        """The message is answered: its words are deleted, its key is kept."""
        ...

    def settle_incoming(self, channel: str, key: str, at: datetime) -> None:
        """As `finish_incoming`, by the key."""
        ...

    def postpone_incoming(self, number: int, at: datetime, next_at: datetime) -> None:
        """The message failed; it can be taken again at `next_at`."""
        ...

    def due_incoming(self, channel: str, at: datetime, limit: int) -> Sequence[str]:
        """People with a message that may be worked on now."""
        ...


class People(Protocol):
    """Who wrote on a channel."""

    def note_person(self, channel: str, sender: str, seen: Sighting, at: datetime) -> Correspondent:
        """The person, known from now on, with the window that their message opens."""
        ...

    def find_person(self, channel: str, sender: str) -> Correspondent | None:
        """The person, unless never heard of or erased."""
        ...

    def spend_push(self, channel: str, sender: str) -> None:
        """Count one push, where they are counted."""
        ...

    def close_window(self, channel: str, sender: str) -> None:
        """Nothing more may be sent until the person writes again."""
        ...

    def lose_person(self, channel: str, sender: str, at: datetime) -> None:
        """The person is gone: drop what they are owed."""
        ...

    def erase_person(self, channel: str, sender: str) -> None:
        """Delete all that is kept of a person; what they just wrote stays to be answered."""
        ...

    def see_off(self, channel: str, sender: str) -> bool:
        """Delete a person who is `leaving` and is owed nothing any more; whether that was so."""
        ...


class Outbox(Protocol):
    """Parts of answers that people are owed, in order."""

    def owe(
        self, channel: str, sender: str, owed: Owed, at: datetime, answers: int | None = None
    ) -> None:
        """Add parts; in the same transaction finish the message of the inbox that they answer."""
        ...

    def count_owed(self, channel: str, sender: str) -> Mapping[RowState, int]:
        """How many parts are in each state that is not final."""
        ...

    def take(self, channel: str, sender: str, at: datetime, lease: datetime) -> Row | None:
        """The first part that waits, now `sending` until `lease`, with one more attempt.

        None where there is none or it may not be sent now: it is being sent by somebody else, or it
        failed before and its time has not come.
        """
        ...

    def settle_row(
        self, number: int, state: RowState, at: datetime, next_at: datetime | None = None
    ) -> bool:
        """Set a part's state; False where it is final or erased already."""
        ...

    def hold(self, channel: str, sender: str, at: datetime) -> None:
        """Hold all waiting parts of a person."""
        ...

    def release(self, channel: str, sender: str, limit: int, at: datetime) -> int:
        """Make the first held parts of a person wait, at most `limit`; how many there were."""
        ...

    def due(self, channel: str, at: datetime, limit: int) -> Sequence[str]:
        """People with a part that may be sent now."""
        ...


class Values(Protocol):
    """Small things that all processes share: access tokens and cursors."""

    def read_value(self, channel: str, name: str) -> tuple[str, datetime | None] | None:
        """A value and when it ends."""
        ...

    def write_value(
        self, channel: str, name: str, value: str, until: datetime | None = None
    ) -> None:
        """Store a value in place of the one before."""
        ...


class Storage(Inbox, People, Outbox, Values, Protocol):
    """All of it."""

    def delete_older_than(
        self, channel: str, person: datetime, settled: datetime, key: datetime
    ) -> None:
        """Delete people silent since `person`, parts final since `settled`, keys known since
        `key`."""
        ...
