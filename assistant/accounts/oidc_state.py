"""What a browser keeps while its owner signs in at the provider: signed, and for ten minutes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

HOLDS_SECONDS: Final = 600
_LONGEST: Final = 2048


@dataclass(frozen=True)
class Started:
    """A sign-in that has begun: the `state` and `nonce` of OpenID Connect, the verifier of PKCE."""

    state: str
    nonce: str
    verifier: str
    at: int

    @classmethod
    def new(cls, at: datetime) -> Started:
        """A new one, of random values."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, int(at.timestamp()))

    def signed(self, key: bytes) -> str:
        """As text for a cookie."""
        body = base64.urlsafe_b64encode(json.dumps(asdict(self)).encode()).decode()
        return f"{body}.{_signature(body, key)}"

    @classmethod
    def read(cls, text: str, key: bytes, at: datetime) -> Started | None:
        """The one that a text holds; None where it is not ours or too old."""
        body, _, signature = text[:_LONGEST].partition(".")
        expected = _signature(body, key)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
            return None
        started = cls(**json.loads(base64.urlsafe_b64decode(body)))
        return started if 0 <= at.timestamp() - started.at <= HOLDS_SECONDS else None


def _signature(body: str, key: bytes) -> str:
    message = b"panel-oidc." + body.encode("utf-8", "replace")
    return hmac.new(key, message, hashlib.sha256).hexdigest()
