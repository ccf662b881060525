"""The panel's cookies: what they are called and how they are guarded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

SESSION: Final = "panel_session"
SINGLE_SIGN_ON: Final = "panel_oidc"
_PATH: Final = "/panel"
_SINGLE_SIGN_ON_PATH: Final = "/panel/api/oidc"
_SINGLE_SIGN_ON_SECONDS: Final = 600


@dataclass(frozen=True)
class Cookies:
    """Sets and clears them. `always_secure`: the service is reached over https alone."""

    always_secure: bool = False

    def set_session(self, connection: HTTPConnection, response: Response, token: str) -> None:
        """Keep a session's token until the browser closes."""
        response.set_cookie(
            SESSION,
            token,
            path=_PATH,
            secure=self._is_secure(connection),
            httponly=True,
            samesite="strict",
        )

    def clear_session(self, response: Response) -> None:
        """Forget the session's token."""
        response.delete_cookie(SESSION, path=_PATH, httponly=True, samesite="strict")

    def set_single_sign_on(
        self, connection: HTTPConnection, response: Response, value: str
    ) -> None:
        """Keep what a sign-in at the provider needs; lax: the way back comes from another site."""
        response.set_cookie(
            SINGLE_SIGN_ON,
            value,
            max_age=_SINGLE_SIGN_ON_SECONDS,
            path=_SINGLE_SIGN_ON_PATH,
            secure=self._is_secure(connection),
            httponly=True,
            samesite="lax",
        )

    def clear_single_sign_on(self, response: Response) -> None:
        """Forget it."""
        response.delete_cookie(
            SINGLE_SIGN_ON, path=_SINGLE_SIGN_ON_PATH, httponly=True, samesite="lax"
        )

    def _is_secure(self, connection: HTTPConnection) -> bool:
        return self.always_secure or connection.url.scheme in ("https", "wss")
