"""All that is stored of one person on one channel: to hand out, and to delete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, and_, delete, select
from sqlalchemy.engine import Engine

from assistant.storage.conversations import ConversationRepository
from assistant.storage.links import LinkRepository
from assistant.storage.records import ConversationRecord
from assistant.storage.retention import EVERY_TABLE, RULES, Owner
from assistant.storage.tables.conversation import messages
from assistant.storage.tables.mailbox import channel_people
from assistant.storage.tables.wechat import wechat_people
from assistant.storage.times import aware

WECHAT: Final = "wechat"
_NOT_HANDED_OUT: Final = frozenset({"link_codes", "desk_events", "notes", "suggestions"})
"""Hashes, numbers of changes, and agents' own words and tools."""

Rows = list[dict[str, Any]]


class PersonRepository:
    """Calls block: make them off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._conversations = ConversationRepository(engine)

    def known_as(self, channel: str, name: str) -> str:
        """The sender under which a person is stored, by that name or by the platform's own id."""
        if channel == WECHAT:
            query = select(wechat_people.c.sender).where(wechat_people.c.openid == name)
            with self._engine.connect() as connection:
                return str(connection.execute(query).scalar() or name)
        people = channel_people.c
        query = select(people.sender, people.address).where(people.channel == channel)
        with self._engine.connect() as connection:
            for sender, address in connection.execute(query):
                if name in map(str, (address or {}).values()):
                    return str(sender)
        return name

    def family(self, channel: str, sender: str) -> Sequence[ConversationRecord]:
        """The conversations that are linked with the person's one on this channel."""
        found = self._conversations.find(channel, sender)
        return LinkRepository(self._engine).family(found.id) if found else ()

    def export(self, channel: str, sender: str) -> Mapping[str, Rows]:
        """What is stored of a person, by table."""
        found = self._conversations.find(channel, sender)
        owned = self._owned(channel, sender, found.id if found else None)
        kept = {}
        for name, condition in owned.items():
            if name not in _NOT_HANDED_OUT:
                query = select(EVERY_TABLE[name]).where(condition)
                with self._engine.connect() as connection:
                    rows = connection.execute(query).mappings().all()
                if rows:
                    kept[name] = [_plain(row) for row in rows]
        return kept

    def erase(self, channel: str, sender: str) -> Mapping[str, int]:
        """Delete what is stored of a person; how many rows of each table there were."""
        found = self._conversations.find(channel, sender)
        owned = self._owned(channel, sender, found.id if found else None)
        gone = {}
        with self._engine.begin() as connection:
            # What a conversation owns stands after it in the rules and goes before it.
            for name, condition in reversed(owned.items()):
                if name != "conversations":
                    done = connection.execute(delete(EVERY_TABLE[name]).where(condition))
                    gone[name] = int(done.rowcount)
        if found is not None:
            self._conversations.erase(found.id, found.id)
            gone["conversations"] = 1
        return {name: count for name, count in gone.items() if count}

    def _owned(self, channel: str, sender: str, conversation: str | None) -> dict[str, Any]:
        """The condition on the rows of each table that are this person's."""
        conditions = {}
        for name, rule in RULES.items():
            condition = _condition(EVERY_TABLE[name], rule.owner, channel, sender, conversation)
            if condition is not None:
                conditions[name] = condition
        return conditions


def _condition(
    table: Table, owner: Owner, channel: str, sender: str, conversation: str | None
) -> Any:
    if owner == "sender":
        return and_(table.c.channel == channel, table.c.sender == sender)
    if owner == "wechat":
        return table.c.sender == sender if channel == WECHAT else None
    if conversation is None or owner == "none":
        return None
    if owner == "tracker":
        return table.c.sender == conversation
    if owner == "message":
        own = select(messages.c.id).where(messages.c.conversation_id == conversation)
        return table.c.message_id.in_(own)
    column = table.c.id if table.name == "conversations" else table.c.conversation_id
    return column == conversation


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: aware(value).isoformat() if isinstance(value, datetime) else value
        for key, value in row.items()
    }
