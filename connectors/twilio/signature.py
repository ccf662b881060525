"""Twilio's signature of a webhook.

After "Validating requests are coming from Twilio" (twilio.com/docs/usage/security): base64 of
HMAC-SHA1, keyed with the auth token, over the URL followed by every POST field, sorted by name, as
name and value without anything between.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit, urlunsplit

_PORTS = {"https": 443, "http": 80}


def sign(auth_token: str, url: str, fields: Sequence[tuple[str, str]]) -> str:
    """The signature of a request.

    Twilio's own example:

    >>> sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", [
    ...     ("CallSid", "CA1234567890ABCDE"), ("Caller", "+14158675309"), ("Digits", "1234"),
    ...     ("From", "+14158675309"), ("To", "+18005551212")])
    'RSOYDt4T1cUTdK1PDd93/VVr8B8='
    """
    signed = url + "".join(f"{name}{value}" for name, value in sorted(set(fields)))
    digest = hmac.new(auth_token.encode(), signed.encode("utf-8", "replace"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def is_signed(signature: str, auth_token: str, url: str, fields: Sequence[tuple[str, str]]) -> bool:
    """Whether the signature is that of the request, with the port in the URL or without.

    Takes the same time wherever they differ.
    """
    given = signature.encode("utf-8", "surrogatepass")
    right = [
        hmac.compare_digest(sign(auth_token, form, fields).encode(), given) for form in _forms(url)
    ]
    return any(right)


def _forms(url: str) -> Iterator[str]:
    """The URL with its port and without: Twilio adds it in some cases and not in others."""
    yield url
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port
    if port is None and parts.scheme in _PORTS:
        yield urlunsplit(parts._replace(netloc=f"{host}:{_PORTS[parts.scheme]}"))
    elif port is not None:
        yield urlunsplit(parts._replace(netloc=host))
