"""The composition root: everything made once and put together as one FastAPI application."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from assistant.accounts.include import PanelAccess
from assistant.accounts.links import invitation_link
from assistant.between_workers import BetweenWorkers
from assistant.bus import Bus
from assistant.channels import Surroundings, include_channels
from assistant.checklist_page import checklist_router
from assistant.cleaning import Cleaning
from assistant.described import describe
from assistant.desk.build import DeskService
from assistant.edge.include import include_edge
from assistant.knowledge_api import create_router as knowledge_router
from assistant.later import LaterConversation
from assistant.panel import create_bus, include_panel, running
from assistant.reference_page import reference_router
from assistant.service import Progress, Service, keep_repairing, load_service
from assistant.settings import Settings
from assistant.tracing import start_tracing
from assistant.watching import create_watching_router as watching_router
from connectors.errors import ConnectorError
from connectors.panel.pages import create_page_router as panel_page_router
from connectors.problems import MEDIA_TYPE, as_connector_error, problem_response

logger = logging.getLogger(__name__)


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
        repairing = asyncio.create_task(keep_repairing(service, progress))
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
    conversation = LaterConversation(service)
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

    app.include_router(watching_router(service))


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
