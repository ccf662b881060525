"""Response headers of everything under `/panel`."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders

_API: Final = "/panel/api"
_PAGE_POLICY: Final = "frame-ancestors 'none'"
_API_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"


def protect_panel(path: str, headers: MutableHeaders) -> None:
    """Nothing of the panel may be framed by any page; what the calls answer is never kept.

    >>> headers = MutableHeaders()
    >>> protect_panel("/panel/api/queue", headers)
    >>> headers["Cache-Control"], headers["X-Frame-Options"]
    ('no-store', 'DENY')
    """
    if path != "/panel" and not path.startswith("/panel/"):
        return
    is_call = path.startswith(_API)
    policy = headers.get("Content-Security-Policy")
    if policy is None:
        headers["Content-Security-Policy"] = _API_POLICY if is_call else _PAGE_POLICY
    elif "frame-ancestors" not in policy:
        headers["Content-Security-Policy"] = f"{policy}; {_PAGE_POLICY}"
    headers["X-Frame-Options"] = "DENY"
    if is_call:
        headers["Cache-Control"] = "no-store"
