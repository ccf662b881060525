"""Slower and slower for whoever guesses passwords, by account and by address.

An attempt is counted before the password is looked at, so that many at once gain nothing, and taken
back where it was right. Names that no account has are counted like others: the answer tells nobody
which accounts there are.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from assistant.edge.address import network_of
from assistant.storage.agent_sessions import AttemptRepository
from connectors.errors import TooManyRequests

FORGOTTEN_AFTER: Final = timedelta(hours=24)


@dataclass(frozen=True)
class BackOff:
    """`free` failures cost nothing; then each doubles the wait, from `first` seconds to `longest`.

    >>> slow = BackOff(free=2, first=30, longest=100)
    >>> [slow.seconds(n) for n in range(1, 6)]
    [0, 0, 30, 60, 100]
    """

    free: int
    first: int
    longest: int

    def seconds(self, failures: int) -> int:
        """The wait after so many failures in a row."""
        if failures <= self.free:
            return 0
        # Past 20 doublings any wait is at its longest.
        return min(self.longest, self.first << min(20, failures - self.free - 1))


BY_ACCOUNT: Final = BackOff(free=4, first=30, longest=900)
BY_ADDRESS: Final = BackOff(free=30, first=30, longest=3600)
"""An office stands behind one address."""


class Lockout:
    """Counts attempts. Calls block."""

    def __init__(self, attempts: AttemptRepository) -> None:
        self._attempts = attempts

    def begin(self, name: str, address: str, at: datetime) -> None:
        """Count an attempt.

        Raises:
            TooManyRequests: `locked`: the account or the address has to wait.
        """
        self._count(_key("address", network_of(address)), BY_ADDRESS, at)
        self._count(_key("account", name), BY_ACCOUNT, at)

    def succeeded(self, name: str, address: str) -> None:
        """The attempt was right: the account starts anew, the address has one failure less."""
        self._attempts.forget(_key("account", name))
        self._attempts.uncount(_key("address", network_of(address)))

    def forget(self, name: str) -> None:
        """Let the account try anew."""
        self._attempts.forget(_key("account", name))

    def clean(self, at: datetime) -> None:
        """Delete what counts no more."""
        self._attempts.delete_older_than(at - FORGOTTEN_AFTER)

    def _count(self, key: str, slow: BackOff, at: datetime) -> None:
        def lock(failures: int) -> datetime | None:
            wait = slow.seconds(failures)
            return at + timedelta(seconds=wait) if wait else None

        before = self._attempts.count(key, at, lock, at - FORGOTTEN_AFTER)
        if before and before.locked_until and before.locked_until > at:
            wait = math.ceil((before.locked_until - at).total_seconds())
            raise TooManyRequests("locked", "Too many attempts. Wait, then try again.", wait)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind} {value}".encode("utf-8", "surrogatepass")).hexdigest()
