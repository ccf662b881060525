"""What those who watch over the service ask: does it live, is it ready, its figures."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import JSONResponse, Response

from assistant.figures import read_figures
from assistant.service import Service
from connectors.bearer import require_bearer


def create_watching_router(service: Service) -> APIRouter:
    """`/health/live`, `/health/ready` and `/metrics`; the last one for holders of a token, where
    the settings have one."""
    router = APIRouter(tags=["running"])
    given = service.settings.metrics_token
    token = given.get_secret_value() if given else None

    @router.get("/health/live", summary="The process answers")
    async def live() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/health/ready", summary="Everything is loaded and answers")
    async def ready() -> JSONResponse:
        missing = await asyncio.to_thread(service.missing)
        degraded = service.degraded()
        status = "unavailable" if missing else "degraded" if degraded else "ok"
        body = {"status": status, "missing": missing, "degraded": degraded}
        return JSONResponse(body, 503 if missing else 200)

    @router.get("/metrics", summary="Figures for Prometheus")
    async def metrics(request: Request) -> Response:
        require_bearer(request, token)
        if service.engine is not None:
            await asyncio.to_thread(read_figures, service.engine)
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
