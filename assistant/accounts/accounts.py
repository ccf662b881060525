"""Accounts as the command line and the first start make and change them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.accounts.audit_log import AuditLog
from assistant.accounts.tokens import new_token, stored_form
from assistant.clock import now
from assistant.storage.agents import AgentRecord, AgentRepository, NameTaken
from connectors.panel.protocol import AgentRole, CurrentAgent
from nlu.languages import LANGUAGES
from nlu.normalise import clean, fold

ROLES: Final[tuple[AgentRole, ...]] = ("agent", "supervisor", "admin")
FIRST_ADMIN: Final = "admin"
_NAME: Final = re.compile(r"[\w][\w.@-]{0,63}")
_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_LONGEST_DISPLAY_NAME: Final = 80
_FIRST_LINK_HOLDS: Final = timedelta(minutes=1)
"""Other workers that start in this time leave the first link as it is."""


class AccountError(ValueError):
    """What was asked for cannot be done to this account; the message says why."""


@dataclass(frozen=True)
class Invitation:
    """An account and its one-time token, which is shown now and never again."""

    agent: AgentRecord
    token: str
    expires_at: datetime


class Accounts:
    """Who has an account. Calls block: make them off the event loop."""

    def __init__(
        self,
        agents: AgentRepository,
        audit: AuditLog,
        link_holds: timedelta = timedelta(hours=48),
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._agents = agents
        self._audit = audit
        self._link_holds = link_holds
        self._clock = clock

    def find(self, agent_id: str) -> CurrentAgent | None:
        """The agent with this id, also where the account is closed now; None where unknown."""
        record = self._agents.by_id(agent_id)
        return record.as_current() if record else None

    def all(self) -> list[CurrentAgent]:
        """Everyone whose account is open."""
        return [one.as_current() for one in self._agents.all() if one.disabled_at is None]

    def records(self) -> list[AgentRecord]:
        """Every account, open or closed."""
        return self._agents.all()

    def add(
        self,
        name: str,
        display_name: str | None = None,
        role: AgentRole = "agent",
        languages: Sequence[str] = (),
        email: str | None = None,
    ) -> Invitation:
        """A new account and the link by which its owner sets a password.

        Raises:
            AccountError: a value breaks a rule, or the name or address is taken.
        """
        folded = account_name(name)
        if folded is None:
            raise AccountError(f"not a name (letters, digits and . _ - @, to 64): {name!r}")
        shown = clean(display_name or name)[:_LONGEST_DISPLAY_NAME]
        unknown = sorted(set(languages) - set(LANGUAGES))
        if unknown or role not in ROLES:
            raise AccountError(f"unknown: {', '.join(unknown) or role}")
        address = email.strip().lower() if email else None
        if address is not None and not _EMAIL.fullmatch(address):
            raise AccountError(f"not an e-mail address: {email!r}")
        try:
            record = self._agents.add(folded, shown, role, languages, address, self._clock())
        except NameTaken:
            raise AccountError(f"the name or address is taken: {folded}") from None
        self._audit.record(None, "account-added", record.id, name=folded, role=role)
        return self._invite(record)

    def disable(self, name: str) -> AgentRecord:
        """Close an account and end its sessions; what it did stays on record.

        Raises:
            AccountError: there is no such account.
        """
        record = self._named(name)
        self._agents.disable(record.id, self._clock())
        self._audit.record(None, "account-disabled", record.id, name=record.name)
        return record

    def reset(self, name: str) -> Invitation:
        """Open an account again, without its password and sessions, by a new link.

        Raises:
            AccountError: there is no such account.
        """
        record = self._named(name)
        self._agents.reset(record.id)
        self._audit.record(None, "account-reset", record.id, name=record.name)
        return self._invite(record)

    def first_admin(self) -> Invitation | None:
        """A link for the first admin, while no admin can sign in; None where one can."""
        if self._agents.has_admin():
            return None
        record = self._agents.by_name(FIRST_ADMIN)
        if record is None:
            try:
                return self.add(FIRST_ADMIN, role="admin")
            except AccountError:  # another worker was faster
                return None
        invited_at = self._agents.invited_at(record.id)
        if invited_at is not None and self._clock() - invited_at < _FIRST_LINK_HOLDS:
            return None
        if record.disabled_at is not None or record.role != "admin":
            return None  # the operator's choice; `assistant agents` opens it again
        return self._invite(record)

    def _named(self, name: str) -> AgentRecord:
        record = self._agents.by_name(fold(name))
        if record is None:
            raise AccountError(f"no such account: {name}")
        return record

    def _invite(self, record: AgentRecord) -> Invitation:
        token, at = new_token(), self._clock()
        expires_at = at + self._link_holds
        self._agents.invite(record.id, stored_form(token), at, expires_at)
        return Invitation(record, token, expires_at)


def account_name(text: str) -> str | None:
    """The name in the form it is stored and compared in, or None where it is none.

    >>> account_name("Li.Wei"), account_name("a b"), account_name("")
    ('li.wei', None, None)
    """
    folded = fold(text)
    return folded if _NAME.fullmatch(folded) else None
