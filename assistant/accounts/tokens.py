"""Random tokens: what is handed out, and what is stored of it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

_BYTES: Final = 32
LONGEST: Final = 64
"""Characters of the longest text that can be a token."""


def new_token() -> str:
    """A token of 256 random bits, safe in URLs and cookies."""
    return secrets.token_urlsafe(_BYTES)


def stored_form(token: str) -> str:
    """What is stored of a token: its SHA-256, so that a read database opens nothing."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_token(session_token: str) -> str:
    """The token that pages of ours know and others can't: made from the session's, one for each."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()
