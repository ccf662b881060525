"""The cleaning job: what is over is deleted every hour, in every table.

It goes by the machine's clock, and a clock that is years ahead would let it delete everything. So
it holds still where that clock is further from the last cleaning than the service is ever off.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.engine import Engine

from assistant import telemetry
from assistant.accounts.sign_in import SignIn
from assistant.clock import now
from assistant.settings import Settings
from assistant.storage.jobs import JobRepository
from assistant.storage.retention import Retention

logger = logging.getLogger(__name__)

_EVERY_SECONDS: Final = 3600.0
CLEANING: Final = "cleaning"
LONGEST_PAUSE: Final = timedelta(days=7)
"""Between two cleanings, by the clock."""


class ClockJumped(Exception):
    """Nothing is deleted, for the clock may be wrong; the text says what to do."""


def require_no_jump(last: datetime | None, at: datetime) -> None:
    """Raises ClockJumped where the clock says that the last cleaning was too long ago."""
    if last is None or at - last <= LONGEST_PAUSE:
        return
    raise ClockJumped(
        f"Nothing is deleted: by this machine's clock it is {at:%Y-%m-%d %H:%M} UTC, "
        f"{(at - last).days} days after the last cleaning. Set the clock. If it is right (the "
        "service was off, or a backup was put back), run "
        "`assistant privacy clean --clock-is-right`"
    )


@dataclass(frozen=True)
class Cleaning:
    """Deletes by the rules of `assistant.storage.retention`; sessions by their own."""

    engine: Callable[[], Engine]
    sign_in: SignIn
    settings: Settings
    clock: Callable[[], datetime] = now

    def once(self, *, clock_is_right: bool = False) -> Mapping[str, int]:
        """Delete what is over now; how many rows of each table that were. Blocks.

        Raises:
            ClockJumped: the clock is far from the last cleaning, and nobody said that it is right.
        """
        at = self.clock()
        jobs = JobRepository(self.engine())
        if not clock_is_right:
            require_no_jump(jobs.last(CLEANING), at)
        content = timedelta(days=self.settings.retention_days)
        audit = timedelta(days=self.settings.audit_days)
        gone = Retention(self.engine(), content, audit).clean(at)
        self.sign_in.clean()
        jobs.note(CLEANING, at)
        telemetry.CLEANED.set_to_current_time()
        if any(gone.values()):
            counts = ", ".join(f"{name} {count}" for name, count in gone.items() if count)
            logger.info("Deleted what was over: %s", counts)
        return gone

    async def run(self) -> None:
        """Clean now, and every hour from now on; what fails is tried again at the next hour."""
        while True:
            try:
                await asyncio.to_thread(self.once)
            except ClockJumped as jumped:
                logger.error("%s", jumped)
                telemetry.FAILURES.labels("cleaning").inc()
            except Exception:
                logger.exception("What is over could not be deleted")
                telemetry.FAILURES.labels("cleaning").inc()
            await asyncio.sleep(_EVERY_SECONDS)
