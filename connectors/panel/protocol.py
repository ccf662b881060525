"""The seam between the panel's routes and the desk behind them.

Routes are written against these protocols; `assistant.desk` implements them. What the panel reads
and writes is described in `docs/panel-api.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from starlette.requests import HTTPConnection

AgentRole = Literal["agent", "supervisor", "admin"]
Presence = Literal["online", "away", "offline"]


@dataclass(frozen=True)
class CurrentAgent:
    """The agent who makes a request. `id` has 32 hexadecimal digits; `languages` are codes."""

    id: str
    name: str
    display_name: str
    role: AgentRole = "agent"
    languages: tuple[str, ...] = ()

    @property
    def may_supervise(self) -> bool:
        """Whether the agent may act on conversations that others hold."""
        return self.role != "agent"


class RequireAgent(Protocol):
    """Who makes a request: `require_agent` of the application."""

    async def __call__(self, connection: HTTPConnection) -> CurrentAgent:
        """The agent whose session a request or a WebSocket handshake carries.

        Checks the CSRF header too where the request is of an unsafe method.

        Raises:
            Unauthorised: there is no valid session.
            Forbidden: the CSRF header is missing or wrong.
        """
        ...


class Agents(Protocol):
    """Those who have an account. Calls block: make them off the event loop."""

    def find(self, agent_id: str) -> CurrentAgent | None:
        """The agent with this id, also where the account is closed now; None where unknown."""
        ...

    def all(self) -> list[CurrentAgent]:
        """Everyone whose account is open."""
        ...
