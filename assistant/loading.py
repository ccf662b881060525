"""What is loaded at the start, and what stands in its place where it cannot be.

Without the index the dialogue still says what needs no search; without the dialogue search answers;
without both people get the hotlines in their language. What is missing is tried again every minute.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from actions.knowledge_base import KnowledgeBase, open_knowledge_base
from assistant.conversation.speaker import Dialogue as SpeakersDialogue
from assistant.conversation.speaker import DialogueState, Said
from assistant.settings import Settings
from assistant.storage.database import connect, migrate
from knowledge.library import shared_library
from knowledge.search import NoSearch

logger = logging.getLogger(__name__)

AGAIN_SECONDS: Final = 60.0

Progress = Callable[[str], None]


class NoDialogue:
    """Stands where the dialogue would: it says nothing, so that search answers alone."""

    async def respond(self, *_: object) -> tuple[Said, DialogueState | None]:
        """Raises RuntimeError, always."""
        raise RuntimeError("there is no dialogue model now")

    def forget(self, _: str) -> None:
        """Nothing is kept."""


def open_knowledge(settings: Settings) -> KnowledgeBase:
    """The knowledge base; one in which nothing can be found where there is no index and none can be
    built. Blocks.

    Raises:
        LibraryError: the content itself is missing or wrong.
    """
    library = shared_library()
    try:
        return open_knowledge_base(settings.index_folder, settings.encoder)
    except Exception:
        logger.exception("Search is out of order: no index, and none could be built")
        return KnowledgeBase(library, NoSearch(library))


def open_dialogue(settings: Settings, progress: Progress) -> SpeakersDialogue:
    """The dialogue core, trained first if its model is not there; `NoDialogue` where that fails.
    Blocks."""
    try:
        from assistant.dialogue.agent import Dialogue
        from assistant.dialogue.training import ensure_model

        model = ensure_model(settings.dialogue_folder, progress)
        return Dialogue.load(model)
    except Exception:
        logger.exception("The dialogue is out of order: search answers alone")
        return NoDialogue()


def prepare(settings: Settings, progress: Progress) -> None:
    """Do once what several workers would each begin with: the tables, the index, the dialogue
    model. Blocks.

    Raises:
        SQLAlchemyError: the database does not answer.
    """
    from assistant.dialogue.training import ensure_model

    engine = connect(settings.database)
    try:
        migrate(engine)
    finally:
        engine.dispose()
    open_knowledge(settings)
    try:
        ensure_model(settings.dialogue_folder, progress)
    except Exception:
        logger.exception("The dialogue model could not be trained")
