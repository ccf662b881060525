"""The REST channel: Rasa's contract, so that existing Rasa clients work unchanged."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from connectors.bearer import require_bearer
from connectors.body import (
    LONGEST_PAYLOAD,
    identifier,
    optional_identifier,
    optional_language,
    optional_object,
    read_object,
    required_text,
)
from connectors.problems import ProblemRoute
from connectors.protocol import Conversation, InboundMessage, OutboundMessage
from connectors.text import LONGEST_MESSAGE, clean_message

CHANNEL = "rest"


def create_router(
    conversation: Conversation, *, languages: Collection[str], token: str | None = None
) -> APIRouter:
    """The routes of the REST channel.

    `languages` are the codes that `metadata.language` may name. With a `token`, callers must send
    it (`Authorization: Bearer …`): the contract itself lets any caller speak for any sender.
    """
    router = APIRouter(prefix="/webhooks/rest", tags=["chat"], route_class=ProblemRoute)

    @router.get("/", summary="Whether the channel is there")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.post(
        "/webhook",
        summary="Send a message and get the answers",
        openapi_extra={"requestBody": _REQUEST_BODY},
        responses={200: _ANSWERS, **_PROBLEMS},
        response_class=JSONResponse,
    )
    async def receive(request: Request) -> Response:
        require_bearer(request, token)
        message = parse_message(await read_object(request), languages)
        answers = as_rasa(message.sender, await conversation.handle(message))
        if request.query_params.get("stream", "").lower() == "true":
            return StreamingResponse(_lines(answers), media_type="text/event-stream")
        return JSONResponse(answers)

    return router


def parse_message(fields: dict[str, object], languages: Collection[str]) -> InboundMessage:
    """A request's message. Raises Unprocessable where a field breaks a rule; ignores the others.

    Beyond Rasa's contract `metadata` may carry `language`, `message_id` (a resend is then not
    answered twice) and `payload` (of the button that was pressed).
    """
    metadata = optional_object(fields, "metadata")
    return InboundMessage(
        channel=CHANNEL,
        sender=identifier(fields, "sender"),
        text=clean_message(required_text(fields, "message")),
        message_id=optional_identifier(metadata, "message_id"),
        language=optional_language(metadata, languages),
        payload=optional_identifier(metadata, "payload", LONGEST_PAYLOAD),
    )


def as_rasa(sender: str, messages: Sequence[OutboundMessage]) -> list[dict[str, object]]:
    """The messages in the form that Rasa's REST channel gives them."""
    return [_message_as_rasa(sender, message) for message in messages]


def _message_as_rasa(sender: str, message: OutboundMessage) -> dict[str, object]:
    rendered: dict[str, object] = {"recipient_id": sender, "text": message.text}
    if message.buttons:
        rendered["buttons"] = [
            {"title": button.title, "payload": button.payload} for button in message.buttons
        ]
    rendered["custom"] = dict(message.custom)
    return rendered


def _lines(answers: list[dict[str, object]]) -> Iterator[str]:
    for answer in answers:
        yield json.dumps(answer, ensure_ascii=False) + "\n"


_EXAMPLE_REQUEST = {
    "sender": "u-1",
    "message": "How do I register my address?",
    "metadata": {"language": "en"},
}

_REQUEST_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["sender", "message"],
                "properties": {
                    "sender": {"type": "string", "minLength": 1, "maxLength": 128},
                    "message": {"type": "string", "minLength": 1, "maxLength": LONGEST_MESSAGE},
                    "metadata": {
                        "type": "object",
                        "properties": {
                            "language": {"type": "string"},
                            "message_id": {"type": "string", "maxLength": 128},
                            "payload": {"type": "string", "maxLength": LONGEST_PAYLOAD},
                        },
                    },
                },
            },
            "example": _EXAMPLE_REQUEST,
        }
    },
}

_ANSWERS: dict[str, Any] = {
    "description": "The answers, in order",
    "content": {
        "application/json": {
            "example": [
                {
                    "recipient_id": "u-1",
                    "text": "Register within the time the rule gives.",
                    "buttons": [{"title": "Where?", "payload": "/where"}],
                    "custom": {"type": "answer", "language": "en"},
                }
            ]
        }
    },
}

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/problem+json": {}},
    }
    for status, description in {
        400: "The body is not a JSON object",
        413: "The body is larger than 64 KiB",
        422: "A field is missing or breaks a rule",
        429: "The sender is too fast",
    }.items()
}
