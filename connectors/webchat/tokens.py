"""Session tokens: what proves that a browser holds one conversation and no other."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

from connectors.errors import Unauthorised

SHORTEST_SECRET = 32
"""Bytes."""

_ID_BYTES = 16
_PURPOSE = b"webchat session\0"


class SessionTokens:
    """Issues and verifies tokens: a random 128-bit id and its HMAC-SHA256 under the secret.

    Nothing is stored: a token is valid as long as the secret is.

    >>> tokens = SessionTokens(b"an example secret of 32 bytes ok")
    >>> len(tokens.sender(tokens.issue()))
    32
    """

    def __init__(self, secret: bytes) -> None:
        if len(secret) < SHORTEST_SECRET:
            raise ValueError(f"The webchat secret must have at least {SHORTEST_SECRET} bytes")
        self._secret = secret

    def issue(self) -> str:
        """A token for a new session."""
        return self._signed(secrets.token_bytes(_ID_BYTES))

    def sender(self, token: str) -> str:
        """The sender that a token stands for: its id in hex. Raises Unauthorised."""
        try:
            identity = _decode(token.partition(".")[0])
        except (ValueError, binascii.Error):
            identity = b""
        expected = self._signed(identity)
        if len(identity) != _ID_BYTES or not _equal(expected, token):
            raise Unauthorised("invalid-session", "The session token is not valid.")
        return identity.hex()

    def _signed(self, identity: bytes) -> str:
        signature = hmac.new(self._secret, _PURPOSE + identity, hashlib.sha256).digest()
        return f"{_encode(identity)}.{_encode(signature)}"


def _equal(expected: str, given: str) -> bool:
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode("ascii")


def _decode(value: str) -> bytes:
    return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
