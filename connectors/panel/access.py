"""The seam between the panel's sign-in routes and the accounts behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.panel.protocol import CurrentAgent


@dataclass(frozen=True)
class PanelSession:
    """A session: the token that the cookie carries, whose it is, and its CSRF token."""

    token: str
    agent: CurrentAgent
    csrf: str


class Access(Protocol):
    """Signing in and out."""

    async def sign_in(self, name: str, password: str, address: str) -> PanelSession:
        """Begin a session by name and password, for a caller at an IP address.

        Raises:
            Unauthorised: `bad-credentials`, whatever of them is wrong.
            TooManyRequests: `locked`.
        """
        ...

    async def accept(self, token: str, password: str, address: str) -> PanelSession:
        """Set the password of a one-time link, use the link up and begin a session.

        Raises:
            NotFound: `no-such-link`: it was used, is too old or never was.
            Unprocessable: `too-short`, `too-long` or `too-common`; the link holds.
            TooManyRequests: `locked`.
        """
        ...

    async def session(self, token: str, is_activity: bool = True) -> PanelSession | None:
        """The session of a token while it holds. `is_activity` puts off its idle time-out."""
        ...

    async def sign_out(self, session: PanelSession) -> None:
        """End the session."""
        ...

    async def sign_out_everywhere(self, agent: CurrentAgent) -> None:
        """End every session of the agent."""
        ...

    async def audit(self, after: int | None, limit: int) -> Sequence[Mapping[str, Any]]:
        """Rows of the audit log, oldest first: those after a number, else the newest."""
        ...


class SingleSignOn(Protocol):
    """Signing in at the organisation's own OpenID Connect provider."""

    async def start(self, redirect_uri: str) -> tuple[str, str]:
        """The URL to send the browser to, and what the browser must keep till it comes back.

        Raises:
            Unavailable: the provider does not answer.
        """
        ...

    async def finish(self, query: Mapping[str, str], kept: str, redirect_uri: str) -> PanelSession:
        """Begin a session for whom the provider vouches.

        Raises:
            Unauthorised: `oidc-refused`: an answer that proves nothing, or nobody we know.
            Unavailable: the provider does not answer.
        """
        ...
