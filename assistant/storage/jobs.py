"""When work that is done by the clock was last done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.engine import Engine

from assistant.storage.statements import put_if_new
from assistant.storage.tables.conversation import conversations
from assistant.storage.tables.schedule import jobs
from assistant.storage.times import aware


@dataclass(frozen=True)
class JobRepository:
    """Calls block: make them off the event loop."""

    engine: Engine

    def last(self, name: str) -> datetime | None:
        """When the work was last done; before it ever was, when anybody last wrote."""
        with self.engine.connect() as connection:
            done = select(jobs.c.ran_at).where(jobs.c.name == name)
            found = connection.execute(done).scalar()
            if found is None:
                found = connection.execute(select(func.max(conversations.c.last_at))).scalar()
        return aware(found) if found is not None else None

    def note(self, name: str, at: datetime) -> None:
        """It was done now."""
        with self.engine.begin() as connection:
            if not put_if_new(connection, jobs, {"name": name, "ran_at": at}):
                connection.execute(update(jobs).where(jobs.c.name == name).values(ran_at=at))
