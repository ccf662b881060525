"""What every answer carries so that browsers guard those who read it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders

from assistant.settings import Settings
from connectors.panel.headers import protect_panel

_DAY_SECONDS: Final = 86_400

_FRAMES: Final = "X-Frame-Options"
_ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(self)",
    _FRAMES: "DENY",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
"""Unless a route says otherwise: pages name what they load, files how long they are kept. What
other sites may embed (the widget's files say so themselves) has no rule about frames."""


def style_policy(style: str) -> str:
    """The policy of a page that loads nothing and has this one style sheet within itself."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def common_headers(settings: Settings) -> Mapping[str, str]:
    """The headers of every answer, under the settings."""
    is_tls = (settings.public_url or "").startswith("https://")
    if not is_tls or not settings.hsts_days:
        return _ALWAYS
    seconds = settings.hsts_days * _DAY_SECONDS
    return {**_ALWAYS, "Strict-Transport-Security": f"max-age={seconds}; includeSubDomains"}


def protect(path: str, headers: MutableHeaders, common: Mapping[str, str]) -> None:
    """Add what is missing to an answer's headers."""
    protect_panel(path, headers)
    is_embedded = headers.get("Cross-Origin-Resource-Policy") == "cross-origin"
    for name, value in common.items():
        if not (is_embedded and name == _FRAMES):
            headers.setdefault(name, value)
