"""Whether a request's address is one: the header Host and the path, from which a URL is put
together.

Starlette before 1.0.1 (CVE-2026-48710) and 1.3.0 (CVE-2026-54282) does not look, so that a Host
with a path in it makes `request.url` another one than the one that was routed. The versions that
do cannot stand beside Rasa's pydantic (docs/security-dependencies.md).
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.edge.refusal import refuse
from connectors.errors import BadRequest

_HOST: Final = re.compile(
    rb"(?:[A-Za-z0-9._~%!$&'()*+,;=-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{0,5})?"
)
"""A host and a port (RFC 9110, 7.2; RFC 3986, 3.2.2)."""
_BAD_HOST: Final = BadRequest("bad-host", "The header Host is no host.")
_BAD_PATH: Final = BadRequest("bad-path", "The path does not begin with a slash.")


class SoundAddress:
    """Refuses a request whose Host or path would not make a URL."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400."""
        if scope["type"] in ("http", "websocket"):
            hosts = [value for name, value in scope["headers"] if name == b"host"]
            if len(hosts) > 1 or not all(map(_HOST.fullmatch, hosts)):
                await refuse(_BAD_HOST, scope, receive, send)
                return
            if not scope["path"].startswith("/"):
                await refuse(_BAD_PATH, scope, receive, send)
                return
        await self._app(scope, receive, send)
