"""Clocks that stand where a test puts them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


class StoppedClock:
    """The time, until it is moved on."""

    def __init__(self, timestamp: float) -> None:
        self.now = datetime.fromtimestamp(timestamp, timezone.utc)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        """Move on by days, hours, minutes or seconds."""
        self.now += timedelta(**by)


class ShiftedClock:
    """The real time, plus what it was moved by."""

    def __init__(self) -> None:
        self.shift = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(timezone.utc) + self.shift

    def advance(self, **by: float) -> None:
        """Move on by days, hours, minutes or seconds."""
        self.shift += timedelta(**by)
