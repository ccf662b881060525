"""Accounts over both kinds of database, served by a small application without the dialogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import pytest
from argon2 import PasswordHasher
from fastapi import APIRouter, Depends, FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine

from assistant.accounts.accounts import Accounts
from assistant.accounts.audit_log import AuditLog
from assistant.accounts.lockout import Lockout
from assistant.accounts.passwords import Passwords
from assistant.accounts.sign_in import SignIn
from assistant.storage.agent_sessions import AttemptRepository, SessionRepository
from assistant.storage.agents import AgentRepository
from assistant.storage.audit import AuditRepository
from connectors.panel.cookies import Cookies
from connectors.panel.protocol import CurrentAgent
from connectors.panel.require import AgentGate, RoleGate
from connectors.panel.session import create_session_router
from connectors.problems import ProblemRoute

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=timezone.utc)
PASSWORD = "river-lantern-osprey"
ORIGIN = "http://testserver"


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        return self.moment

    def pass_(self, **time: float) -> None:
        self.moment += timedelta(**time)


def cheap_passwords() -> Passwords:
    """Argon2 with small parameters: what is tested is not how long it takes."""
    return Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@dataclass
class Desk:
    """Accounts, and the application that serves their calls."""

    engine: Engine
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        source: Callable[[], Engine] = lambda: self.engine  # noqa: E731
        self.agents = AgentRepository(source)
        self.audit = AuditRepository(source)
        self.accounts = Accounts(self.agents, AuditLog(self.audit, self.clock), clock=self.clock)
        self.sign_in = SignIn(
            self.agents,
            SessionRepository(source),
            Lockout(AttemptRepository(source)),
            self.audit,
            cheap_passwords(),
            clock=self.clock,
        )
        self.gate = AgentGate(self.sign_in)
        self.app = FastAPI()
        self.app.include_router(
            create_session_router(self.sign_in, self.gate, cookies=Cookies(), clock=self.clock)
        )
        self.app.include_router(_examples(self.gate))

    def client(self, address: str = "203.0.113.7", url: str = ORIGIN) -> TestClient:
        """A browser at an address, with a cookie jar of its own."""
        return TestClient(self.app, base_url=url, client=(address, 50000))

    def agent(self, name: str, **values: object) -> TestClient:
        """A browser in which a new agent has just set a password."""
        token = self.accounts.add(name, **values).token  # type: ignore[arg-type]
        client = self.client()
        body = {"token": token, "password": PASSWORD}
        response = client.post("/panel/api/invitation", json=body)
        assert response.status_code == 200, response.text
        client.headers["X-CSRF-Token"] = response.json()["csrf"]
        return client


def _examples(gate: AgentGate) -> APIRouter:
    """Calls as other parts of the panel make theirs."""
    router = APIRouter(prefix="/panel/api/example", route_class=ProblemRoute)
    needs = {
        "agent": gate,
        "supervisor": RoleGate(gate, "supervisor", "admin"),
        "admin": RoleGate(gate, "admin"),
    }

    def add(role: str) -> None:
        @router.api_route(f"/{role}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
        async def example(agent: CurrentAgent = Depends(needs[role])) -> dict[str, str]:  # noqa: B008
            return {"name": agent.name}

    for role in needs:
        add(role)
    return router


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)
