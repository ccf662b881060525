"""The state of each dialogue, as one document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Engine

from assistant.storage.direct import Transaction
from assistant.storage.statements import put
from assistant.storage.tables.conversation import trackers


class TrackerRepository:
    """The states of dialogues. Calls block: make them off the event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, sender: str) -> dict[str, Any] | None:
        """The stored state, if there is one."""
        query = select(trackers.c.state).where(trackers.c.sender == sender)
        with self._engine.connect() as connection:
            state: dict[str, Any] | None = connection.execute(query).scalar()
        return state

    def write(self, sender: str, state: Mapping[str, Any], at: datetime) -> None:
        """Store the state, in place of the one before."""
        with self._engine.begin() as connection:
            put_tracker(connection, sender, state, at)


def put_tracker(
    connection: Transaction, sender: str, state: Mapping[str, Any], at: datetime
) -> None:
    """Store the state of a dialogue, in place of the one before."""
    put(connection, trackers, {"sender": sender, "state": state, "updated_at": at}, key="sender")
