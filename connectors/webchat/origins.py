"""Which web pages may talk to the web chat: the Origin check and its CORS headers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from connectors.errors import Forbidden

ANY = "*"


class Origins:
    """Same origin always; beyond it the origins listed (`https://city.example`), or any with `*`.

    A request without an Origin comes from no web page and is let through: the session token, not
    the origin, is what protects a conversation.
    """

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = frozenset(origin.rstrip("/").lower() for origin in allowed)

    def permits(self, headers: Mapping[str, str]) -> bool:
        """Whether a request with these headers may be answered."""
        origin = headers.get("origin", "").lower()
        if not origin or ANY in self._allowed or origin in self._allowed:
            return True
        return _authority(origin) == headers.get("host", "").lower()

    def require(self, headers: Mapping[str, str]) -> None:
        """Raises Forbidden where the origin is not permitted."""
        if not self.permits(headers):
            raise Forbidden("origin-not-allowed", "Pages of this origin may not use the web chat.")

    def response_headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """What a response must say so that a permitted page can read it."""
        origin = headers.get("origin")
        if not origin or not self.permits(headers):
            return {"Vary": "Origin"}
        return {
            "Vary": "Origin",
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "86400",
        }


def _authority(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
