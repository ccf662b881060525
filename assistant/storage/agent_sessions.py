"""Who is signed in, and how often signing in has failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.engine import Engine

from assistant.storage.tables.account import agent_sessions, agents, sign_in_attempts
from assistant.storage.times import aware
from assistant.storage.turns import in_turn

_LOCK: Final = 7310235

LockFor = Callable[[int], "datetime | None"]
"""The moment until which so many failures in a row lock a key."""


@dataclass(frozen=True)
class SessionRecord:
    """A session, by the SHA-256 of its token."""

    token_hash: str
    agent_id: str
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Attempts:
    """Failures in a row under a key, and until when it is locked."""

    failures: int
    last_at: datetime
    locked_until: datetime | None


class SessionRepository:
    """All SQL about sessions. Calls block."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def begin(self, token_hash: str, agent_id: str, at: datetime) -> None:
        """Store a new session."""
        values = {"token_hash": token_hash, "agent_id": agent_id, "created_at": at, "seen_at": at}
        with self._engine().begin() as connection:
            connection.execute(insert(agent_sessions).values(**values))

    def find(self, token_hash: str) -> SessionRecord | None:
        """The session with this hash, of an account that is open."""
        query = (
            select(agent_sessions)
            .join(agents, agents.c.id == agent_sessions.c.agent_id)
            .where(agent_sessions.c.token_hash == token_hash, agents.c.disabled_at.is_(None))
        )
        with self._engine().connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return SessionRecord(
            row.token_hash, row.agent_id, aware(row.created_at), aware(row.seen_at)
        )

    def touch(self, token_hash: str, at: datetime) -> None:
        """Note that the session was used."""
        own = agent_sessions.c.token_hash == token_hash
        with self._engine().begin() as connection:
            connection.execute(update(agent_sessions).where(own).values(seen_at=at))

    def end(self, token_hash: str) -> None:
        """End one session."""
        own = agent_sessions.c.token_hash == token_hash
        with self._engine().begin() as connection:
            connection.execute(delete(agent_sessions).where(own))

    def end_all(self, agent_id: str) -> int:
        """End every session of an agent; how many there were."""
        own = agent_sessions.c.agent_id == agent_id
        with self._engine().begin() as connection:
            return int(connection.execute(delete(agent_sessions).where(own)).rowcount)

    def delete_older_than(self, created: datetime, seen: datetime) -> None:
        """Delete sessions begun before `created` or last used before `seen`."""
        old = or_(agent_sessions.c.created_at < created, agent_sessions.c.seen_at < seen)
        with self._engine().begin() as connection:
            connection.execute(delete(agent_sessions).where(old))


class AttemptRepository:
    """All SQL about failed sign-ins. Calls block."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def read(self, key: str) -> Attempts | None:
        """What is known under a key."""
        with self._engine().connect() as connection:
            return self._read(connection, key)

    def count(
        self, key: str, at: datetime, lock: LockFor, forget_before: datetime
    ) -> Attempts | None:
        """Count one more failure, unless the key is locked now; what was known before.

        `lock` gives the moment until which so many failures lock the key. Failures last counted
        before `forget_before` are forgotten. Callers of all processes take turns.
        """
        with in_turn(self._engine(), _LOCK) as connection:
            before = self._read(connection, key)
            if before and before.locked_until and before.locked_until > at:
                return before
            fresh = before is None or before.last_at < forget_before
            failures = 1 if fresh or before is None else before.failures + 1
            values = {"failures": failures, "last_at": at, "locked_until": lock(failures)}
            own = sign_in_attempts.c.key == key
            if before is None:
                connection.execute(insert(sign_in_attempts).values(key=key, **values))
            else:
                connection.execute(update(sign_in_attempts).where(own).values(**values))
        return before

    def uncount(self, key: str) -> None:
        """Take one failure back: it was none."""
        own = and_(sign_in_attempts.c.key == key, sign_in_attempts.c.failures > 0)
        less = {"failures": sign_in_attempts.c.failures - 1, "locked_until": None}
        with self._engine().begin() as connection:
            connection.execute(update(sign_in_attempts).where(own).values(**less))

    def forget(self, key: str) -> None:
        """Forget the failures under a key."""
        with self._engine().begin() as connection:
            connection.execute(delete(sign_in_attempts).where(sign_in_attempts.c.key == key))

    def delete_older_than(self, moment: datetime) -> None:
        """Forget what was last counted before `moment`."""
        old = sign_in_attempts.c.last_at < moment
        with self._engine().begin() as connection:
            connection.execute(delete(sign_in_attempts).where(old))

    def _read(self, connection: Any, key: str) -> Attempts | None:
        query = select(sign_in_attempts).where(sign_in_attempts.c.key == key)
        row = connection.execute(query).first()
        if row is None:
            return None
        locked_until = aware(row.locked_until) if row.locked_until else None
        return Attempts(row.failures, aware(row.last_at), locked_until)
