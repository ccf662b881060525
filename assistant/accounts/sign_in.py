"""Signing in and out: sessions by password, by a one-time link, or for a proven account."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from assistant.accounts.audit_log import AuditLog
from assistant.accounts.lockout import Lockout
from assistant.accounts.password_rules import SHORTEST, password_fault
from assistant.accounts.passwords import Passwords
from assistant.accounts.tokens import LONGEST, csrf_token, new_token, stored_form
from assistant.clock import now
from assistant.storage.agent_sessions import SessionRepository
from assistant.storage.agents import AgentRecord, AgentRepository
from assistant.storage.audit import AuditRepository
from connectors.errors import NotFound, Unauthorised, Unprocessable
from connectors.panel.access import PanelSession
from connectors.panel.protocol import CurrentAgent
from nlu.normalise import fold

_TOUCHED_EVERY: Final = timedelta(minutes=1)
_LONGEST_NAME: Final = 64
_LONGEST_PASSWORD: Final = 1024
_FAULTS: Final = {
    "too-short": "The password is too short.",
    "too-long": "The password is too long.",
    "too-common": "The password is made of what is guessed first.",
}


class SignIn:
    """Implements `connectors.panel.access.Access` over the database."""

    def __init__(
        self,
        agents: AgentRepository,
        sessions: SessionRepository,
        lockout: Lockout,
        audit: AuditRepository,
        passwords: Passwords,
        *,
        idle: timedelta = timedelta(hours=4),
        lifetime: timedelta = timedelta(hours=12),
        shortest_password: int = SHORTEST,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._agents = agents
        self._sessions = sessions
        self._lockout = lockout
        self._audit_rows = audit
        self._audit = AuditLog(audit, clock)
        self._passwords = passwords
        self._idle = idle
        self._lifetime = lifetime
        self._shortest = shortest_password
        self._clock = clock

    async def sign_in(self, name: str, password: str, address: str) -> PanelSession:
        """See `Access`."""
        return await asyncio.to_thread(self._sign_in, name, password, address)

    async def accept(self, token: str, password: str, address: str) -> PanelSession:
        """See `Access`."""
        return await asyncio.to_thread(self._accept, token, password, address)

    async def session(self, token: str, is_activity: bool = True) -> PanelSession | None:
        """See `Access`."""
        if not 0 < len(token) <= LONGEST or not token.isascii():
            return None
        return await asyncio.to_thread(self._session, token, is_activity)

    async def sign_out(self, session: PanelSession) -> None:
        """See `Access`."""
        await asyncio.to_thread(self._sessions.end, stored_form(session.token))
        await asyncio.to_thread(self._audit.record, session.agent, "sign-out")

    async def sign_out_everywhere(self, agent: CurrentAgent) -> None:
        """See `Access`."""
        ended = await asyncio.to_thread(self._sessions.end_all, agent.id)
        await asyncio.to_thread(
            self._audit.record, agent, "sign-out-everywhere", None, sessions=ended
        )

    async def audit(self, after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
        """See `Access`."""
        rows = self._audit_rows
        found = (
            await asyncio.to_thread(rows.newest, limit)
            if after is None
            else await asyncio.to_thread(rows.after, after, limit)
        )
        return [asdict(row) for row in found]

    def begin(self, record: AgentRecord, how: str) -> PanelSession:
        """A new session for an account whose owner has proven to be it. Blocks."""
        token = new_token()
        agent = record.as_current()
        self._sessions.begin(stored_form(token), record.id, self._clock())
        self._audit.record(agent, "sign-in", None, by=how)
        return PanelSession(token, agent, csrf_token(token))

    def clean(self) -> None:
        """Delete sessions and failures that are over. Blocks."""
        at = self._clock()
        self._sessions.delete_older_than(at - self._lifetime, at - self._idle)
        self._lockout.clean(at)

    def _sign_in(self, name: str, password: str, address: str) -> PanelSession:
        folded = fold(name)[:_LONGEST_NAME]
        self._lockout.begin(folded, address, self._clock())
        record = self._agents.by_name(folded)
        stored = record.password if record and record.disabled_at is None else None
        matches = self._passwords.check(stored, password[:_LONGEST_PASSWORD])
        if record is None or stored is None or not matches:
            self._audit.record(None, "sign-in-failed", record.id if record else None)
            raise Unauthorised("bad-credentials", "The name or the password is wrong.")
        self._lockout.succeeded(folded, address)
        if self._passwords.is_outdated(stored):
            self._agents.set_password(record.id, self._passwords.hash(password))
        return self.begin(record, "password")

    def _accept(self, token: str, password: str, address: str) -> PanelSession:
        key = stored_form(token[:LONGEST])
        self._lockout.begin(f"link {key}", address, self._clock())
        record = self._agents.invited(key, self._clock())
        if record is None:
            raise NotFound("no-such-link", "The link was used, is too old or never was.")
        self._lockout.succeeded(f"link {key}", address)
        names = (record.name, record.display_name, record.email or "")
        fault = password_fault(password, names, self._shortest)
        if fault is not None:
            raise Unprocessable(fault, _FAULTS[fault])
        if not self._agents.accept(record.id, key, self._passwords.hash(password)):
            raise NotFound("no-such-link", "The link was used a moment ago.")
        self._sessions.end_all(record.id)
        self._lockout.forget(record.name)
        self._audit.record(record.as_current(), "password-set")
        return self.begin(record, "link")

    def _session(self, token: str, is_activity: bool) -> PanelSession | None:
        at, key = self._clock(), stored_form(token)
        found = self._sessions.find(key)
        if found is None:
            return None
        if at - found.created_at >= self._lifetime or at - found.seen_at >= self._idle:
            self._sessions.end(key)
            return None
        record = self._agents.by_id(found.agent_id)
        if record is None:
            return None
        if is_activity and at - found.seen_at >= _TOUCHED_EVERY:
            self._sessions.touch(key, at)
        return PanelSession(token, record.as_current(), csrf_token(token))
