"""The cleaning job: what is over is deleted every hour, in every table."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.engine import Engine

from assistant import telemetry
from assistant.accounts.sign_in import SignIn
from assistant.clock import now
from assistant.settings import Settings
from assistant.storage.retention import Retention

logger = logging.getLogger(__name__)

_EVERY_SECONDS: Final = 3600.0


@dataclass(frozen=True)
class Cleaning:
    """Deletes by the rules of `assistant.storage.retention`; sessions by their own."""

    engine: Callable[[], Engine]
    sign_in: SignIn
    settings: Settings
    clock: Callable[[], datetime] = now

    def once(self) -> None:
        """Delete what is over now. Blocks."""
        content = timedelta(days=self.settings.retention_days)
        audit = timedelta(days=self.settings.audit_days)
        gone = Retention(self.engine(), content, audit).clean(self.clock())
        self.sign_in.clean()
        telemetry.CLEANED.set_to_current_time()
        if any(gone.values()):
            counts = ", ".join(f"{name} {count}" for name, count in gone.items() if count)
            logger.info("Deleted what was over: %s", counts)

    async def run(self) -> None:
        """Clean now, and every hour from now on; what fails is tried again at the next hour."""
        while True:
            try:
                await asyncio.to_thread(self.once)
            except Exception:
                logger.exception("What is over could not be deleted")
                telemetry.FAILURES.labels("cleaning").inc()
            await asyncio.sleep(_EVERY_SECONDS)
