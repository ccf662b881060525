"""The last words of a conversation, which stand in its row for the desk's queue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Boolean, bindparam, func, or_, update

from assistant.storage.direct import Transaction
from assistant.storage.records import MessageRecord
from assistant.storage.tables.conversation import conversations

LONGEST_EXCERPT: Final = 200
"""Characters of the last message that the desk's queue shows."""

_MINE: Final = conversations.c.id == bindparam("conversation")
_TOUCH: Final = {
    name: func.coalesce(bindparam(f"new_{name}"), conversations.c[name])
    for name in ("last_at", "last_text", "last_role", "topic")
}
_TOUCHED: Final = update(conversations).where(_MINE).values(**_TOUCH)
_SPEAK: Final = (
    update(conversations)
    .where(_MINE, or_(conversations.c.state != "with_agent", bindparam("anyway", type_=Boolean)))
    .values(language=bindparam("in_language"), **_TOUCH)
)
_KEEP_LANGUAGE: Final = update(conversations).where(_MINE).values(language=bindparam("in_language"))


def touch(connection: Transaction, message: MessageRecord) -> None:
    """Note a conversation's last message, for the desk's queue."""
    values = {"conversation": message.conversation_id, **_touching([message])}
    connection.execute(_TOUCHED, values)


def speak(
    connection: Transaction,
    conversation: str,
    language: str,
    replies: Sequence[MessageRecord],
    anyway: bool,
) -> bool:
    """Note the bot's last words; False, and nothing is noted, where an agent has the
    conversation."""
    values = {"conversation": conversation, "in_language": language, "anyway": anyway}
    return bool(connection.execute(_SPEAK, {**values, **_touching(replies)}).rowcount)


def keep_language(connection: Transaction, conversation: str, language: str) -> None:
    """Note the language that the conversation is held in now, and nothing else."""
    connection.execute(_KEEP_LANGUAGE, {"conversation": conversation, "in_language": language})


def _touching(messages: Sequence[MessageRecord]) -> dict[str, Any]:
    last = messages[-1] if messages else None
    return {
        "new_last_at": last.created_at if last else None,
        "new_last_text": last.text[:LONGEST_EXCERPT] if last else None,
        "new_last_role": last.role if last else None,
        "new_topic": _topic(messages),
    }


def _topic(replies: Sequence[MessageRecord]) -> str | None:
    for reply in replies:
        topic = ((reply.content or {}).get("custom") or {}).get("topic")
        if topic:
            return str(topic)
    return None
