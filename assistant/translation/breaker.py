"""A circuit breaker: a service that keeps failing is left alone for a while (Nygard 2007)."""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Opens after `failures` in a row; lets one call try again when `seconds` have passed.

    >>> breaker = CircuitBreaker(failures=2, seconds=30, clock=lambda: 0.0)
    >>> breaker.failed(), breaker.failed(), breaker.allows()
    (None, None, False)
    """

    def __init__(
        self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = failures
        self._seconds = seconds
        self._clock = clock
        self._failures = 0
        self._closed_from = 0.0

    def allows(self) -> bool:
        """Whether a call may be made. The first one after the pause is; others wait for it."""
        if self._failures < self._most:
            return True
        at = self._clock()
        if at < self._closed_from:
            return False
        self._closed_from = at + self._seconds
        return True

    def succeeded(self) -> None:
        """A call went well."""
        self._failures = 0

    def failed(self) -> None:
        """A call went wrong."""
        self._failures += 1
        if self._failures >= self._most:
            self._closed_from = self._clock() + self._seconds
