"""Bearer tokens (RFC 6750), where an operator asks callers for one."""

from __future__ import annotations

import hmac

from starlette.requests import Request

from connectors.errors import Unauthorised


def require_bearer(request: Request, token: str | None) -> None:
    """Raises Unauthorised `invalid-token` where a token is wanted and the request has another."""
    given = request.headers.get("authorization", "")
    if token and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Unauthorised("invalid-token", "A valid bearer token is needed.")
