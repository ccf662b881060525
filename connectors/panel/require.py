"""Who makes a request under `/panel`, and whether they may."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import HTTPConnection

from connectors.errors import Forbidden, TooManyRequests, Unauthorised
from connectors.panel.access import Access, PanelSession
from connectors.panel.cookies import SESSION
from connectors.panel.protocol import AgentRole, CurrentAgent
from connectors.webchat.origins import Origins

CSRF_HEADER: Final = "X-CSRF-Token"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_SAME_SITE: Final = frozenset({"", "same-origin", "none"})


async def _unlimited(_: str) -> int:
    return 0


class AgentGate:
    """Implements `RequireAgent`: use it as a FastAPI dependency, or await it in a WebSocket.

    `origin` is the service's public one, where it differs from the Host header that arrives.
    `wait` counts a call of an agent, by id, and says how many seconds they must wait.
    """

    def __init__(
        self,
        access: Access,
        origin: str | None = None,
        wait: Callable[[str], Awaitable[int]] = _unlimited,
    ) -> None:
        self._access = access
        self._wait = wait
        self._origins = Origins([origin] if origin else [])

    async def __call__(self, connection: HTTPConnection) -> CurrentAgent:
        """The agent who makes the request.

        Raises:
            Unauthorised: `no-session`.
            Forbidden: `origin-not-allowed` or `csrf`.
            TooManyRequests: `too-many-calls`.
        """
        return (await self.session(connection)).agent

    async def session(self, connection: HTTPConnection) -> PanelSession:
        """The session of the request; raises as a call does."""
        is_socket = connection.scope["type"] == "websocket"
        method = "" if is_socket else str(connection.scope["method"])
        if method not in _SAFE:
            self.require_origin(connection)
        token = connection.cookies.get(SESSION, "")
        # An open socket asks again and again by itself: that is no sign of a person.
        session = await self._access.session(token, is_activity=not is_socket)
        if session is None:
            raise Unauthorised("no-session", "Sign in at /panel.")
        if not is_socket and method not in _SAFE:
            given = connection.headers.get(CSRF_HEADER, "")
            if not hmac.compare_digest(given.encode(), session.csrf.encode()):
                raise Forbidden("csrf", f"The header {CSRF_HEADER} is missing or wrong.")
        seconds = 0 if is_socket else await self._wait(session.agent.id)
        if seconds:
            raise TooManyRequests("too-many-calls", "Too many calls in a minute.", seconds)
        return session

    def require_origin(self, connection: HTTPConnection) -> None:
        """Raises Forbidden where a page of another site makes the request."""
        self._origins.require(connection.headers)
        is_named = "origin" in connection.headers
        site = connection.headers.get("sec-fetch-site", "").lower()
        if not is_named and site not in _SAME_SITE:
            raise Forbidden("origin-not-allowed", "Pages of other sites may not call the panel.")


class RoleGate:
    """A dependency like `AgentGate`, for some roles only."""

    def __init__(self, gate: AgentGate, *roles: AgentRole) -> None:
        self._gate = gate
        self._roles = roles

    async def __call__(self, connection: HTTPConnection) -> CurrentAgent:
        """The agent; raises Forbidden `role` for another role, else as `AgentGate` does."""
        agent = await self._gate(connection)
        if agent.role not in self._roles:
            raise Forbidden("role", "This needs the role " + " or ".join(self._roles) + ".")
        return agent
