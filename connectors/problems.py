"""Errors as RFC 9457 problem details, on every route that uses `ProblemRoute`.

A route class and not exception handlers of the application: a connector's errors then have the same
form in any application that includes its router.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.errors import (
    BadRequest,
    Conflict,
    ConnectorError,
    TooManyRequests,
    Unavailable,
    Unprocessable,
)

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LONGEST_DETAIL = 500

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def problem_details(error: ConnectorError) -> dict[str, object]:
    """The members of RFC 9457, and the stable code by itself."""
    details: dict[str, object] = {
        "type": f"urn:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.code,
    }
    if isinstance(error, TooManyRequests):
        details["retry_after"] = error.retry_after
    if isinstance(error, Conflict):
        details.update(error.members)
    return details


def problem_response(error: ConnectorError) -> JSONResponse:
    """The error as an HTTP response."""
    headers = {}
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after)
    return JSONResponse(problem_details(error), error.status, headers, media_type=MEDIA_TYPE)


def as_connector_error(error: Exception) -> ConnectorError:
    """The error itself where the caller may see it; else it is logged and hidden."""
    if isinstance(error, ConnectorError):
        return error
    if isinstance(error, RequestValidationError):
        faults = (f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return Unprocessable("invalid-request", "; ".join(faults)[:LONGEST_DETAIL])
    if isinstance(error, HTTPException) and error.status_code == BadRequest.status:
        return BadRequest("bad-request", str(error.detail)[:LONGEST_DETAIL])
    logger.error("A message could not be handled", exc_info=error)
    return Unavailable("unavailable", "The service could not answer. Try again later.")


class ProblemRoute(APIRoute):
    """A route whose errors are problem details, never a stack trace."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await handler(request)
            except Exception as error:
                return problem_response(as_connector_error(error))

        return handle
