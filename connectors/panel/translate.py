"""The panel's call for a machine translation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.body import optional_text, read_object, required_text
from connectors.errors import Conflict, Unprocessable
from connectors.panel.require import AgentGate
from connectors.problems import ProblemRoute
from connectors.text import clean_message
from nlu.languages import normalise_code


class Translated(Protocol):
    """A text in another language, and who translated it."""

    @property
    def text(self) -> str: ...

    @property
    def provider(self) -> str: ...


class Translate(Protocol):
    """A translation service."""

    async def __call__(self, text: str, source: str | None, target: str) -> Translated:
        """The text in another language. Raises ConnectorError where the service fails."""
        ...


_EXAMPLE: Final = {"text": "请带护照和照片。", "from": "zh", "to": "ko"}


def create_translate_router(translate: Translate | None, gate: AgentGate) -> APIRouter:
    """`POST /panel/api/translate`; without a service it answers 409 `no-translator`."""
    router = APIRouter(prefix="/panel/api", tags=["panel"], route_class=ProblemRoute)
    body = {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}, "example": _EXAMPLE}},
        }
    }

    @router.post(
        "/translate",
        summary="Machine translation",
        dependencies=[Depends(gate)],
        openapi_extra=body,
    )
    async def ask(request: Request) -> Response:
        fields = await read_object(request)
        text = clean_message(required_text(fields, "text"))
        target = _language(required_text(fields, "to"), "to")
        given = optional_text(fields, "from")
        source = _language(given, "from") if given is not None else None
        if translate is None:
            raise Conflict("no-translator", "No translation service is configured.")
        made = await translate(text, source, target)
        return JSONResponse(_as_json(made))

    return router


def _as_json(made: Translated) -> Mapping[str, object]:
    return {"text": made.text, "provider": made.provider, "machine": True}


def _language(code: str, name: str) -> str:
    language = normalise_code(code)
    if language is None:
        raise Unprocessable("unknown-language", f"The field '{name}' is no language we know.")
    return language
