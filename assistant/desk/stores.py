"""The desk's repositories, over one database."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.storage.database import Engines
from assistant.storage.desk.events import EventRepository
from assistant.storage.desk.files import CallRepository, NoteRepository, SuggestionRepository
from assistant.storage.desk.insight import InsightRepository
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.desk.ownership import OwnershipRepository
from assistant.storage.desk.presence import PresenceRepository
from assistant.storage.desk.queue import QueueRepository


@dataclass(frozen=True)
class DeskStores:
    """All of them."""

    ownership: OwnershipRepository
    queue: QueueRepository
    messages: AgentMessageRepository
    notes: NoteRepository
    calls: CallRepository
    suggestions: SuggestionRepository
    events: EventRepository
    presence: PresenceRepository
    insight: InsightRepository

    @classmethod
    def over(cls, engine: Engines) -> DeskStores:
        """The repositories of a database, which need not be there yet."""
        return cls(
            OwnershipRepository(engine),
            QueueRepository(engine),
            AgentMessageRepository(engine),
            NoteRepository(engine),
            CallRepository(engine),
            SuggestionRepository(engine),
            EventRepository(engine),
            PresenceRepository(engine),
            InsightRepository(engine),
        )
