"""What is loaded at the start, kept together; loaded again where it could not be."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import Engine
from threadpoolctl import threadpool_limits

from actions.knowledge_base import KnowledgeBase, use
from assistant import telemetry
from assistant.between_workers import BetweenWorkers
from assistant.conversation import Conversations
from assistant.conversation.emergencies import Emergencies
from assistant.conversation.link_codes import LinkCodes
from assistant.conversation.linking import Linking
from assistant.conversation.speaker import Speaker
from assistant.desk.build import DeskService
from assistant.loading import AGAIN_SECONDS, NoDialogue, open_dialogue, open_knowledge
from assistant.rehearsal import rehearse
from assistant.settings import Settings
from assistant.shared_store import SharedStore
from assistant.storage.conversations import ConversationRepository
from assistant.storage.database import connect, is_alive, migrate
from assistant.storage.links import LinkRepository
from assistant.storage.trackers import TrackerRepository
from connectors.errors import ConnectorError
from connectors.protocol import Forgets
from knowledge.index_version import current_version
from knowledge.library import shared_library
from knowledge.search import NoSearch
from nlu import emergencies, mentions
from nlu.tokenize import warm_up

logger = logging.getLogger(__name__)

Progress = Callable[[str], None]


@dataclass
class Service:
    """What is loaded at start; None is what is not there (yet)."""

    settings: Settings
    engine: Engine | None = None
    conversations: Conversations | None = None
    repository: ConversationRepository | None = None
    knowledge: KnowledgeBase | None = None
    emergencies: Emergencies | None = None
    loading: set[str] = field(default_factory=set)
    keepers: dict[str, Forgets] = field(default_factory=dict)
    """The channels that keep something of people themselves."""
    shared: SharedStore | None = None
    """Redis, where it is configured."""

    def require_engine(self) -> Engine:
        """The database's engine. Raises ConnectorError before it is there."""
        if self.engine is None:
            raise ConnectorError("starting", "The service is starting. Try again in a moment.")
        return self.engine

    def require_knowledge(self) -> KnowledgeBase:
        """The knowledge base in use. Raises ConnectorError before it is there."""
        if self.knowledge is None:
            raise ConnectorError("starting", "The service is starting. Try again in a moment.")
        return self.knowledge

    def missing(self) -> list[str]:
        """What stands in the way of answering, by name; reads no file and no network but the
        database."""
        parts = {
            "database": self.engine is not None and is_alive(self.engine),
            "index": self.knowledge is not None,
            "dialogue": self.conversations is not None,
        }
        return [name for name, present in parts.items() if not present]

    def degraded(self) -> list[str]:
        """What is out of order while people are answered without it, by name."""
        parts = {
            "index": self.knowledge is None or not isinstance(self.knowledge.searcher, NoSearch),
            "dialogue": self.conversations is None
            or not isinstance(self.conversations.speaker.dialogue, NoDialogue),
            "redis": self.shared is None or not self.shared.is_away,
        }
        return [name for name, present in parts.items() if not present]


def load_service(
    service: Service, desk: DeskService, between: BetweenWorkers, progress: Progress
) -> None:
    """Migrate the database, and load or make the index and the dialogue model. Blocks."""
    settings = service.settings
    engine = connect(settings.database)
    migrate(engine)
    service.engine = engine
    progress("loading the knowledge base")
    service.knowledge = open_knowledge(settings)
    service.emergencies = Emergencies(service.knowledge.library)
    emergencies.warm_up()
    use(service.knowledge)
    warm_up()
    mentions.warm_up()
    progress("loading the dialogue")
    dialogue = open_dialogue(settings, progress)
    service.repository = ConversationRepository(engine)
    service.conversations = Conversations(
        service.repository,
        Speaker(dialogue, service.knowledge, settings.answer_timeout),
        desk.turn,
        between.people,
        Linking(
            LinkRepository(engine),
            service.repository,
            TrackerRepository(engine),
            LinkCodes(settings.signing_key),
            desk.deliveries,
            service.keepers,
        ),
        between.turns,
        redacts=settings.redact_stored_text,
    )
    # Small matrices: more threads would only wait for one another.
    threadpool_limits(limits=1)
    if not isinstance(dialogue, NoDialogue):
        rehearse(dialogue, service.emergencies, service.knowledge.library)
    # What is loaded stays: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    telemetry.READY.set(1)
    version = current_version(settings.index_folder) or "none"
    telemetry.note_versions(Path(settings.encoder).name, version)


def repair(service: Service, progress: Progress) -> None:
    """Try again to load what could not be loaded. Blocks."""
    conversations = service.conversations
    if conversations is None:
        return
    degraded = service.degraded()
    if "index" in degraded:
        shared_library.cache_clear()  # what was wrong may be mended there
        service.knowledge = conversations.speaker.knowledge = open_knowledge(service.settings)
        use(service.knowledge)
    if "dialogue" in degraded:
        conversations.speaker.dialogue = open_dialogue(service.settings, progress)


async def keep_repairing(service: Service, progress: Progress) -> None:
    """Load what is missing again and again, until it is there."""
    while True:
        await asyncio.sleep(AGAIN_SECONDS)
        try:
            await asyncio.to_thread(repair, service, progress)
        except Exception:
            logger.exception("What is out of order could not be repaired")
