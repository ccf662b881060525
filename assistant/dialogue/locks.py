"""One message of a conversation at a time.

Rasa's own lock stores poll once a second and, over Redis, are not atomic. The conversation path
holds a lock of its own around each message (`assistant.locks`), so Rasa needs none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockStore


class HeldByTheConversation(LockStore):  # type: ignore[misc]
    """Gives every lock at once: whoever asks already holds the conversation's."""

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = 60, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[TicketLock]:
        yield TicketLock(conversation_id)
