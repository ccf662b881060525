"""The composition root: everything made once and put together as one FastAPI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.engine import Engine
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response
from threadpoolctl import threadpool_limits

from actions.knowledge_base import KnowledgeBase, use
from assistant import telemetry
from assistant.accounts.include import PanelAccess
from assistant.accounts.links import invitation_link
from assistant.between_workers import BetweenWorkers
from assistant.bus import Bus
from assistant.channels import Surroundings, include_channels
from assistant.checklist_page import checklist_router
from assistant.cleaning import Cleaning
from assistant.conversation import Conversations
from assistant.conversation.emergencies import Emergencies
from assistant.conversation.link_codes import LinkCodes
from assistant.conversation.linking import Linking
from assistant.conversation.speaker import Speaker
from assistant.described import describe
from assistant.desk.build import DeskService
from assistant.edge.include import include_edge
from assistant.figures import read_figures
from assistant.knowledge_api import create_router as knowledge_router
from assistant.loading import (
    AGAIN_SECONDS,
    NoDialogue,
    open_dialogue,
    open_knowledge,
)
from assistant.panel import create_bus, include_panel, running
from assistant.reference_page import reference_router
from assistant.settings import Settings
from assistant.shared_store import SharedStore
from assistant.storage.conversations import ConversationRepository, TrackerRepository
from assistant.storage.database import connect, is_alive, migrate
from assistant.storage.links import LinkRepository
from assistant.tracing import start_tracing
from connectors.errors import ConnectorError
from connectors.panel.pages import create_page_router as panel_page_router
from connectors.problems import MEDIA_TYPE, as_connector_error, problem_response
from connectors.protocol import Forgets, InboundMessage, LinkCode, Rating
from knowledge.index import current_version
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


class _Later:
    """The conversation as connectors see it, before and after it is loaded."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def _ready(self) -> Conversations:
        if self._service.conversations is None:
            raise ConnectorError("starting", "The service is starting. Try again in a moment.")
        return self._service.conversations

    async def handle(self, message: InboundMessage) -> Any:
        service = self._service
        if service.conversations is None and service.emergencies is not None:
            answer = service.emergencies.answer_alone(message)
            if answer is not None:
                return answer
        return await self._ready().handle(message)

    async def history(self, channel: str, sender: str, after: str | None, limit: int) -> Any:
        return await self._ready().history(channel, sender, after, limit)

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        await self._ready().erase(channel, sender, linked)

    async def begin_link(self, channel: str, sender: str) -> LinkCode:
        return await self._ready().begin_link(channel, sender)

    async def linked(self, channel: str, sender: str) -> Any:
        return await self._ready().linked(channel, sender)

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        await self._ready().feedback(channel, sender, message_id, rating, comment)


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
    trackers = TrackerRepository(engine)
    dialogue = open_dialogue(settings, trackers, progress)
    service.repository = ConversationRepository(engine)
    service.conversations = Conversations(
        service.repository,
        Speaker(dialogue, service.knowledge, settings.answer_timeout),
        desk.turn,
        between.people,
        Linking(
            LinkRepository(engine),
            service.repository,
            trackers,
            LinkCodes(settings.signing_key),
            desk.deliveries,
            service.keepers,
        ),
        between.turns,
        redacts=settings.redact_stored_text,
    )
    # Small matrices: more threads would only wait for one another.
    threadpool_limits(limits=1)
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
        service.knowledge = conversations.speaker.knowledge = open_knowledge(service.settings)
        use(service.knowledge)
    if "dialogue" in degraded:
        trackers = TrackerRepository(service.require_engine())
        conversations.speaker.dialogue = open_dialogue(service.settings, trackers, progress)


def create_app(settings: Settings | None = None, progress: Progress = logger.info) -> FastAPI:
    """The application. It answers /health/live at once and everything else once it is loaded."""
    settings = settings or Settings()
    between = BetweenWorkers.by(settings)
    tracing = start_tracing(settings)
    service = Service(settings, shared=between.store)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.to_thread(load_service, service, desk, between, progress)
        if tracing is not None:
            await asyncio.to_thread(tracing.watch, service.require_engine())
        await asyncio.to_thread(_invite_first_admin, access, settings, progress)
        progress(f"ready on http://{settings.host}:{settings.port}")
        cleaning = asyncio.create_task(
            Cleaning(service.require_engine, access.sign_in, settings).run()
        )
        repairing = asyncio.create_task(_repair(service, progress))
        async with running(desk, bus):
            yield
        cleaning.cancel()
        repairing.cancel()
        if service.shared is not None:
            await service.shared.close()
        if tracing is not None:
            await asyncio.to_thread(tracing.close)
        if service.engine is not None:
            service.engine.dispose()

    app = FastAPI(
        title="Hangzhou assistant",
        description="A conversational assistant for foreigners in Hangzhou.",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.state.tracing = tracing
    bus = create_bus(settings)
    desk, access = include_panel(
        app, service.require_engine, service.require_knowledge, bus, settings, between.agents
    )
    _include(app, service, settings, desk, bus)
    _add_errors(app)
    include_edge(app, settings, between.addresses, tracing)
    describe(app)
    return app


def _include(
    app: FastAPI, service: Service, settings: Settings, desk: DeskService, bus: Bus
) -> None:
    conversation = _Later(service)
    surroundings = Surroundings(
        conversation, conversation, service.require_engine, desk.deliveries, bus, service.keepers
    )
    include_channels(app, surroundings, settings)
    app.include_router(panel_page_router())
    app.include_router(knowledge_router(service.require_knowledge))
    app.include_router(checklist_router(lambda: service.require_knowledge().library))
    app.include_router(reference_router(app))

    @app.get("/", include_in_schema=False)
    async def home() -> Response:
        return RedirectResponse("/demo")

    @app.get("/health/live", tags=["running"], summary="The process answers")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/health/ready", tags=["running"], summary="Everything is loaded and answers")
    async def ready() -> JSONResponse:
        missing = await asyncio.to_thread(service.missing)
        degraded = service.degraded()
        status = "unavailable" if missing else "degraded" if degraded else "ok"
        body = {"status": status, "missing": missing, "degraded": degraded}
        return JSONResponse(body, 503 if missing else 200)

    @app.get("/metrics", tags=["running"], summary="Figures for Prometheus")
    async def metrics() -> Response:
        if service.engine is not None:
            await asyncio.to_thread(read_figures, service.engine)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _add_errors(app: FastAPI) -> None:
    async def refuse(_: Request, error: Exception) -> Response:
        return problem_response(as_connector_error(error))

    async def refuse_http(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        details = {
            "type": "about:blank",
            "title": str(getattr(error, "detail", "Error")),
            "status": status,
            "detail": str(getattr(error, "detail", "")),
        }
        headers = getattr(error, "headers", None)
        return JSONResponse(details, status, headers, media_type=MEDIA_TYPE)

    app.add_exception_handler(ConnectorError, refuse)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse_http)


def _invite_first_admin(access: PanelAccess, settings: Settings, progress: Progress) -> None:
    invitation = access.accounts.first_admin()
    if invitation is not None:
        link = invitation_link(settings, invitation.token)
        progress(f"no admin can sign in yet; this link makes the first, once: {link}")


async def _repair(service: Service, progress: Progress) -> None:
    """Load what is missing again and again, until it is there."""
    while True:
        await asyncio.sleep(AGAIN_SECONDS)
        try:
            await asyncio.to_thread(repair, service, progress)
        except Exception:
            logger.exception("What is out of order could not be repaired")
