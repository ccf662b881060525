"""One clock for everything; ASSISTANT_NOW stops it at a moment, for tests and drills."""

from __future__ import annotations

import os
from datetime import date, datetime, timezone
from typing import Final
from zoneinfo import ZoneInfo

HANGZHOU: Final = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, in UTC.

    Raises:
        ValueError: ASSISTANT_NOW is set and is not an ISO 8601 date or time.
    """
    stopped = os.environ.get("ASSISTANT_NOW")
    if not stopped:
        return datetime.now(timezone.utc)
    moment = datetime.fromisoformat(stopped)
    return moment.replace(tzinfo=moment.tzinfo or HANGZHOU).astimezone(timezone.utc)


def today() -> date:
    """The present day in Hangzhou, whose offices' days are what deadlines count."""
    return now().astimezone(HANGZHOU).date()
