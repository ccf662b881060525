"""Agents' accounts, and the one-time links by which they set a password."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from assistant.storage.conversations import new_id
from assistant.storage.tables.account import agent_sessions, agents, invitations
from assistant.storage.times import aware, with_zones
from connectors.panel.protocol import AgentRole, CurrentAgent


@dataclass(frozen=True)
class AgentRecord:
    """An account. `name` is folded; it is what the agent types to sign in.

    `password` is an Argon2 hash in PHC form, None before the first sign-in. `subject` is
    `issuer subject` of OpenID Connect, bound at the first sign-in that way.
    """

    id: str
    name: str
    display_name: str
    role: AgentRole
    languages: tuple[str, ...]
    password: str | None
    email: str | None
    subject: str | None
    created_at: datetime
    disabled_at: datetime | None

    def as_current(self) -> CurrentAgent:
        """The account as the panel knows it."""
        return CurrentAgent(self.id, self.name, self.display_name, self.role, self.languages)


class NameTaken(ValueError):
    """Another account has this name or e-mail address."""


class AgentRepository:
    """All SQL about accounts. Calls block: make them off the event loop."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def add(
        self,
        name: str,
        display_name: str,
        role: AgentRole,
        languages: Sequence[str],
        email: str | None,
        at: datetime,
    ) -> AgentRecord:
        """A new account, without a password.

        Raises:
            NameTaken: the name or the e-mail address belongs to an account, open or closed.
        """
        record = AgentRecord(
            id=new_id(),
            name=name,
            display_name=display_name,
            role=role,
            languages=tuple(languages),
            password=None,
            email=email,
            subject=None,
            created_at=at,
            disabled_at=None,
        )
        values = {**vars(record), "languages": list(languages)}
        try:
            with self._engine().begin() as connection:
                connection.execute(insert(agents).values(**values))
        except IntegrityError as error:
            raise NameTaken(name) from error
        return record

    def by_id(self, agent_id: str) -> AgentRecord | None:
        """The account with this id."""
        return self._one(agents.c.id == agent_id)

    def by_name(self, name: str) -> AgentRecord | None:
        """The account with this folded name."""
        return self._one(agents.c.name == name)

    def by_email(self, email: str) -> AgentRecord | None:
        """The account with this e-mail address, in lower case."""
        return self._one(agents.c.email == email)

    def by_subject(self, subject: str) -> AgentRecord | None:
        """The account bound to this subject of OpenID Connect."""
        return self._one(agents.c.subject == subject)

    def all(self) -> list[AgentRecord]:
        """Every account, open or closed, by name."""
        with self._engine().connect() as connection:
            rows = connection.execute(select(agents).order_by(agents.c.name)).mappings()
            return [_record(row) for row in rows]

    def has_admin(self) -> bool:
        """Whether an open account with the role admin can sign in."""
        query = select(func.count()).where(
            and_(
                agents.c.role == "admin",
                agents.c.disabled_at.is_(None),
                or_(agents.c.password.isnot(None), agents.c.subject.isnot(None)),
            )
        )
        with self._engine().connect() as connection:
            return bool(connection.execute(query).scalar())

    def set_password(self, agent_id: str, password: str) -> None:
        """Store a password's hash."""
        self._update(agent_id, password=password)

    def bind(self, agent_id: str, subject: str) -> bool:
        """Bind a subject of OpenID Connect to an account that has none; False where it has one."""
        unbound = and_(agents.c.id == agent_id, agents.c.subject.is_(None))
        with self._engine().begin() as connection:
            changed = connection.execute(update(agents).where(unbound).values(subject=subject))
            return bool(changed.rowcount)

    def disable(self, agent_id: str, at: datetime) -> None:
        """Close an account: no password, no links, no sessions."""
        with self._engine().begin() as connection:
            values = {"disabled_at": at, "password": None}
            connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
            for table in (invitations, agent_sessions):
                connection.execute(delete(table).where(table.c.agent_id == agent_id))

    def reset(self, agent_id: str) -> None:
        """Open an account again without its password, and end its sessions."""
        with self._engine().begin() as connection:
            values = {"disabled_at": None, "password": None, "subject": None}
            connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))
            connection.execute(delete(agent_sessions).where(agent_sessions.c.agent_id == agent_id))

    def invite(self, agent_id: str, token_hash: str, at: datetime, expires_at: datetime) -> None:
        """Store a one-time link, in place of any before."""
        with self._engine().begin() as connection:
            connection.execute(delete(invitations).where(invitations.c.agent_id == agent_id))
            connection.execute(
                insert(invitations).values(
                    token_hash=token_hash, agent_id=agent_id, created_at=at, expires_at=expires_at
                )
            )

    def invited_at(self, agent_id: str) -> datetime | None:
        """When the account's one-time link was made, where it has one."""
        query = select(invitations.c.created_at).where(invitations.c.agent_id == agent_id)
        with self._engine().connect() as connection:
            moment: datetime | None = connection.execute(query).scalar()
        return aware(moment) if moment else None

    def invited(self, token_hash: str, at: datetime) -> AgentRecord | None:
        """The open account that a one-time link is for, where the link holds still."""
        query = (
            select(agents)
            .join(invitations, invitations.c.agent_id == agents.c.id)
            .where(invitations.c.token_hash == token_hash, invitations.c.expires_at > at)
            .where(agents.c.disabled_at.is_(None))
        )
        with self._engine().connect() as connection:
            row = connection.execute(query).mappings().first()
        return _record(row) if row else None

    def accept(self, agent_id: str, token_hash: str, password: str) -> bool:
        """Use up a one-time link and store the password; False where somebody was faster."""
        with self._engine().begin() as connection:
            used = connection.execute(
                delete(invitations).where(invitations.c.token_hash == token_hash)
            )
            if not used.rowcount:
                return False
            connection.execute(
                update(agents).where(agents.c.id == agent_id).values(password=password)
            )
        return True

    def _update(self, agent_id: str, **values: object) -> None:
        with self._engine().begin() as connection:
            connection.execute(update(agents).where(agents.c.id == agent_id).values(**values))

    def _one(self, condition: Any) -> AgentRecord | None:
        with self._engine().connect() as connection:
            row = connection.execute(select(agents).where(condition)).mappings().first()
        return _record(row) if row else None


def _record(row: Mapping[str, Any]) -> AgentRecord:
    return AgentRecord(**{**with_zones(row), "languages": tuple(row["languages"])})
