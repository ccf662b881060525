"""The service without the dialogue core: real database, accounts, desk, channels and search.

What the bot says is scripted, so that a worker of its own starts in seconds:
`python -m tests.assistant.desk.application PORT DATABASE_URL [REDIS_URL]`.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from actions.knowledge_base import KnowledgeBase, open_knowledge_base
from assistant.between_workers import BetweenWorkers
from assistant.conversation import Conversations
from assistant.conversation.link_codes import LinkCodes
from assistant.conversation.linking import Linking
from assistant.conversation.speaker import Speaker
from assistant.panel import create_bus, include_panel, running
from assistant.settings import Settings
from assistant.storage.conversations import ConversationRepository
from assistant.storage.database import connect, migrate
from assistant.storage.links import LinkRepository
from assistant.storage.trackers import TrackerRepository
from assistant.widget import widget_content, widget_releases
from connectors.rest import create_router as rest_router
from connectors.webchat.delivery import WebChatDelivery
from connectors.webchat.live import LiveSessions
from connectors.webchat.router import create_router as webchat_router
from nlu.languages import LANGUAGES

Said = list[dict[str, Any]]


class ScriptedDialogue:
    """Says what the words ask for; `pause` lets a test hold the bot while it thinks."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self.pause: asyncio.Event | None = None

    async def respond(
        self, conversation: str, text: str, metadata: Mapping[str, Any], state: object
    ) -> tuple[Said, None]:
        if self.pause is not None:
            await self.pause.wait()
        return self._said(text, str(metadata["language"])), None

    def _said(self, text: str, language: str) -> Said:
        if text == "/request_human":
            return [_said("", language, request_handoff="request")]
        if text.startswith("fire"):
            return [_said("Call 119.", language, "emergency", alert="fire", numbers=["119"])]
        if text.startswith("unanswerable"):
            return [_said("I don't know.", language, "abstain")]
        return [_said(f"bot: {text}", language, "answer", entry="guide:register-address")]

    def forget(self, conversation: str) -> None:
        pass


def _said(text: str, language: str, kind: str = "notice", **custom: Any) -> dict[str, Any]:
    return {"text": text, "custom": {"type": kind, "language": language, **custom}}


_knowledge: list[KnowledgeBase] = []


def knowledge() -> KnowledgeBase:
    """The content and its index, loaded once a process."""
    if not _knowledge:
        settings = Settings()
        _knowledge.append(open_knowledge_base(settings.index_folder, settings.encoder))
    return _knowledge[0]


def create_desk_app(settings: Settings) -> FastAPI:
    """The application; what a test looks into stands in its state."""
    engine = connect(settings.database)
    migrate(engine)

    def engines() -> Engine:
        return engine

    bus = create_bus(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with running(app.state.desk, bus):
            yield
        if between.store is not None:
            await between.store.close()
        engine.dispose()

    app = FastAPI(lifespan=lifespan)
    between = BetweenWorkers.by(settings)
    desk, access = include_panel(app, engines, knowledge, bus, settings, between.agents)
    dialogue = ScriptedDialogue(knowledge())
    repository = ConversationRepository(engine)
    conversations = Conversations(
        repository,
        Speaker(dialogue, knowledge(), 20.0),
        desk.turn,
        between.people,
        Linking(
            LinkRepository(engine),
            repository,
            TrackerRepository(engine),
            LinkCodes(settings.signing_key),
            desk.deliveries,
        ),
        between.turns,
    )
    live = LiveSessions(bus)
    desk.deliveries.add("webchat", WebChatDelivery(live))
    content = widget_content(settings)
    app.include_router(rest_router(conversations, languages=LANGUAGES))
    app.include_router(
        webchat_router(
            conversations,
            secret=settings.signing_key,
            strings=content.strings,
            releases=widget_releases(settings, content),
            config_for=content.config_for,
            live=live,
        )
    )
    app.state.engine = engine
    app.state.conversations = conversations
    app.state.dialogue = dialogue
    app.state.accounts = access.accounts
    return app


if __name__ == "__main__":
    port, url, *redis = sys.argv[1:]
    chosen = Settings(
        database_url=url,
        redis_url=redis[0] if redis else None,
        secret="x" * 32,
        messages_per_minute=100_000,
    )
    uvicorn.run(create_desk_app(chosen), host="127.0.0.1", port=int(port), log_level="warning")
