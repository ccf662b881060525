"""Which agents are there: what each said last, and when their panel was last seen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import Engines
from assistant.storage.desk.events import append_events
from assistant.storage.desk.records import DeskEvent
from assistant.storage.tables.desk import presences
from assistant.storage.times import aware

Presence = Literal["online", "away", "offline"]
FRESH: Final = timedelta(seconds=90)
"""How long an agent counts as there after their panel was last seen."""


class PresenceRepository:
    """Presence of agents. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def say(self, agent: str, presence: Presence, at: datetime) -> None:
        """Keep what an agent says; the desk is told where it is new."""
        before = self.all(at).get(agent, "offline")
        self._write(agent, {"presence": presence, "seen_at": at})
        if before != presence:
            with self._engine().begin() as connection:
                append_events(connection, [DeskEvent("presence", None, agent)], at)

    def seen(self, agent: str, at: datetime, arriving: bool = False) -> bool:
        """The agent's panel is open: what they said last holds on. True where this is new.

        Who is `arriving` is online, even where they had said that they go.
        """
        query = select(presences).where(presences.c.agent_id == agent)
        with self._engine().connect() as connection:
            row = connection.execute(query).first()
        left = row is not None and arriving and row.presence == "offline"
        if row is None or left or at - aware(row.seen_at) > FRESH:
            self.say(agent, "online", at)
            return True
        self._write(agent, {"seen_at": at})
        return False

    def all(self, at: datetime) -> dict[str, Presence]:
        """What holds at a moment, for those who are not offline."""
        with self._engine().connect() as connection:
            rows = connection.execute(select(presences)).all()
        return {
            row.agent_id: row.presence
            for row in rows
            if row.presence != "offline" and at - aware(row.seen_at) <= FRESH
        }

    def _write(self, agent: str, values: dict[str, object]) -> None:
        known = update(presences).where(presences.c.agent_id == agent).values(**values)
        with self._engine().begin() as connection:
            if connection.execute(known).rowcount:
                return
        try:
            with self._engine().begin() as connection:
                connection.execute(insert(presences).values(agent_id=agent, **values))
        except IntegrityError:
            with self._engine().begin() as connection:
                connection.execute(known)
