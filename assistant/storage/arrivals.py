"""All that is known of a person and their conversation as a message of theirs comes in, read in one
go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, or_, select

from assistant.storage.direct import Direct
from assistant.storage.records import ConversationRecord, MessageRecord
from assistant.storage.tables.conversation import conversations, links, messages, trackers
from assistant.storage.times import with_zones


@dataclass(frozen=True)
class Arrival:
    """The conversation, its last messages (oldest first), this very message where it came before,
    the state of the dialogue, whether other conversations are linked with it, and whether words of
    agents wait for the person."""

    conversation: ConversationRecord
    recent: Sequence[MessageRecord] = ()
    known: MessageRecord | None = None
    dialogue: Mapping[str, Any] | None = None
    is_linked: bool = False
    is_owed: bool = False


PENDING: Final = "pending"
"""Stored, and not yet given to the channel: a worker is about to, or died over it."""
IS_WAITING: Final = or_(messages.c.delivery == "waiting", messages.c.delivery == PENDING)
"""An agent's message that its person has not got."""

_CONVERSATION: Final = ("id", "channel", "sender", "language", "state", "leaving_message")
_PERSON: Final = (
    select(
        *(conversations.c[name] for name in _CONVERSATION),
        trackers.c.state.label("dialogue"),
        links.c.person_id,
        select(messages.c.number)
        .where(messages.c.conversation_id == conversations.c.id, IS_WAITING)
        .exists()
        .label("is_owed"),
    )
    .outerjoin(trackers, trackers.c.sender == conversations.c.id)
    .outerjoin(links, links.c.conversation_id == conversations.c.id)
    .where(conversations.c.channel == bindparam("channel"))
    .where(conversations.c.sender == bindparam("sender"))
)
_OWN: Final = messages.c.conversation_id == bindparam("conversation")
_RECENT: Final = (
    select(messages).where(_OWN).order_by(messages.c.number.desc()).limit(bindparam("count"))
)
_KNOWN: Final = select(messages).where(_OWN, messages.c.client_id == bindparam("client_id"))


def read_arrival(
    connection: Direct, channel: str, sender: str, client_id: str | None, count: int
) -> Arrival | None:
    """What is known; at most `count` of the last messages. None where the person is new."""
    rows = connection.rows(_PERSON, {"channel": channel, "sender": sender})
    if not rows:
        return None
    row = rows[0]
    found = ConversationRecord(**{name: row[name] for name in _CONVERSATION})
    own = {"conversation": found.id}
    recent = connection.rows(_RECENT, {**own, "count": count})
    known = [] if client_id is None else connection.rows(_KNOWN, {**own, "client_id": client_id})
    return Arrival(
        found,
        tuple(MessageRecord(**with_zones(one)) for one in reversed(recent)),
        MessageRecord(**with_zones(known[0])) if known else None,
        row["dialogue"],
        row["person_id"] is not None,
        bool(row["is_owed"]),
    )
