"""Passwords stored and checked with Argon2id (RFC 9106)."""

from __future__ import annotations

import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2
"""Each check takes 64 MiB and a core for some 50 ms: more at once would only crowd out answers."""


class Passwords:
    """Makes and checks hashes in PHC form. Calls block, and take as long where nothing is stored.

    >>> passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    >>> stored = passwords.hash("river-lantern-9-osprey")
    >>> passwords.check(stored, "river-lantern-9-osprey"), passwords.check(stored, "x")
    (True, False)
    >>> passwords.check(None, "river-lantern-9-osprey")
    False
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = self._hasher.hash("")

    def hash(self, password: str) -> str:
        """The hash to store."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def check(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one. None never matches, in the same time."""
        with self._turns:
            try:
                matches = self._hasher.verify(stored or self._nobody, _normal(password))
            except (VerificationError, InvalidHashError):
                return False
        return matches and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with other parameters than are used now."""
        return self._hasher.check_needs_rehash(stored)


def _normal(password: str) -> bytes:
    # One form for the same characters typed on different systems (NIST SP 800-63B, 3.1.1.2).
    # JSON may carry half a surrogate pair, which has no UTF-8.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
