"""Codes that carry a conversation to another channel: signed, short-lived, used once.

Forty random bits and twenty of a signature, in twelve characters of Crockford's base 32
(https://www.crockford.com/base32.html): nothing in them can be misread, and what a person types in
lower case or with an O for a zero is understood. The signature tells a code from other words of
twelve letters, and a guess from a code, before the database is asked.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans("OIL", "011")
_LENGTH: Final = 12
_RANDOM_BYTES: Final = 5
_SIGNATURE_BITS: Final = 20
_BLANKS: Final = re.compile(r"[\s\u2010-\u2015_.-]+")
_PURPOSE: Final = b"link code\0"


class LinkCodes:
    """Makes codes and reads them.

    >>> codes = LinkCodes(b"an example secret of 32 bytes ok")
    >>> code = codes.new()
    >>> codes.read(f" {code.lower()} ") == codes.read(code.replace("-", "")) == code
    True
    >>> codes.read("registration") is None
    True
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def new(self) -> str:
        """A new code, as people read it: three groups of four."""
        return self._code(secrets.token_bytes(_RANDOM_BYTES))

    def read(self, text: str) -> str | None:
        """The code that a text is, as `new` wrote it; None where it is anything else."""
        if len(text) > 4 * _LENGTH:
            return None
        letters = _BLANKS.sub("", text).upper().translate(_MISREAD)
        if len(letters) != _LENGTH or not set(letters) <= set(_ALPHABET):
            return None
        value = 0
        for letter in letters:
            value = value << 5 | _ALPHABET.index(letter)
        code = self._code((value >> _SIGNATURE_BITS).to_bytes(_RANDOM_BYTES, "big"))
        same = hmac.compare_digest(code.replace("-", "").encode(), letters.encode())
        return code if same else None

    def digest(self, code: str) -> str:
        """What is stored of a code."""
        return hmac.new(self._secret, _PURPOSE + code.encode(), hashlib.sha256).hexdigest()

    def _code(self, random: bytes) -> str:
        signature = hmac.new(self._secret, _PURPOSE + random, hashlib.sha256).digest()
        signed = int.from_bytes(signature, "big") >> (256 - _SIGNATURE_BITS)
        value = int.from_bytes(random, "big") << _SIGNATURE_BITS | signed
        letters = "".join(_ALPHABET[value >> 5 * at & 31] for at in reversed(range(_LENGTH)))
        return "-".join(letters[at : at + 4] for at in range(0, _LENGTH, 4))
