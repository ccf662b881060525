"""The OpenAPI description: what every operation may answer besides what its route says."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI

from connectors.problems import MEDIA_TYPE

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "Problem details (RFC 9457). `code` is stable; `detail` is for developers.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "retry_after": {"type": "integer", "description": "Seconds, where the status is 429."},
    },
}
_REFUSALS: Final = {
    "4XX": "Refused: what was asked for cannot be done, or not by this caller, or not now",
    "503": "Not at present: starting, switched off, or a part does not answer; try again",
}


def describe(app: FastAPI) -> None:
    """Let the application's description say how every operation refuses."""
    made = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(made())
        assert app.openapi_schema is not None, "made() keeps it"  # noqa: S101
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> None:
    schemas = schema.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _PROBLEM
    # FastAPI's own form of errors, which none of our routes answers with.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for methods in schema["paths"].values():
        for operation in methods.values():
            answers = operation["responses"]
            if "application/json" in answers.get("422", {}).get("content", {}):
                del answers["422"]
            for status, description in _REFUSALS.items():
                answers.setdefault(status, {"description": description, "content": content})
