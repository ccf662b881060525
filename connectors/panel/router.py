"""The panel's calls about the queue and conversations; see `docs/panel-api.md`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from connectors.body import optional_identifier, read_object, required_text
from connectors.panel import fields
from connectors.panel.desk import Desk
from connectors.panel.protocol import CurrentAgent, RequireAgent
from connectors.problems import ProblemRoute

PREFIX: Final = "/panel/api"
MOST_ROWS: Final = 500
_CASE: Final = PREFIX + "/conversations/{case}"
_NO_STORE: Final = {"Cache-Control": "no-store"}

Act = Callable[[CurrentAgent, str, dict[str, object]], Awaitable[Any]]


def create_router(desk: Desk, require_agent: RequireAgent) -> APIRouter:
    """The routes of the queue and of conversations. Every one needs a signed-in agent."""
    router = APIRouter(tags=["panel"], route_class=ProblemRoute)
    _add_queue(router, desk, require_agent)
    _add_cases(router, desk, require_agent)
    return router


def answer(content: Any) -> JSONResponse:
    """JSON that no cache keeps."""
    return JSONResponse(content, headers=_NO_STORE)


def _add_queue(router: APIRouter, desk: Desk, require_agent: RequireAgent) -> None:
    @router.get(f"{PREFIX}/queue", summary="The queue as this agent sees it")
    async def queue(request: Request) -> Response:
        agent = await require_agent(request)
        query = request.query_params
        limit = fields.whole_number(query, "limit", 100, MOST_ROWS)
        only = [optional_identifier(query, n) or None for n in ("language", "channel", "topic")]
        return answer(await desk.queue.queue(agent, only[0], only[1], only[2], limit))

    @router.get(f"{PREFIX}/agents", summary="The team")
    async def agents(request: Request) -> Response:
        await require_agent(request)
        return answer({"agents": await desk.queue.agents()})

    @router.put(f"{PREFIX}/presence", summary="Say whether one is there")
    async def presence(request: Request) -> Response:
        agent = await require_agent(request)
        said = fields.presence(await read_object(request))
        await desk.queue.say_presence(agent, said)
        return answer({"presence": said})

    @router.get(_CASE, summary="A conversation, whole")
    async def conversation(request: Request, case: str) -> Response:
        agent = await require_agent(request)
        return answer(await desk.queue.conversation(agent, case))


def _add_cases(router: APIRouter, desk: Desk, require_agent: RequireAgent) -> None:
    cases = desk.cases

    def add(path: str, summary: str, act: Act, name: str | None = "row") -> None:
        async def carry_out(request: Request, case: str) -> Response:
            agent = await require_agent(request)
            body = await read_object(request) if await _has_body(request) else {}
            done = await act(agent, case, body)
            return Response(status_code=204) if name is None else answer({name: done})

        router.add_api_route(
            f"{_CASE}/{path}", carry_out, methods=["POST"], summary=summary, name=path
        )

    async def close(agent: CurrentAgent, case: str, body: dict[str, object]) -> Any:
        reason = required_text(body, "reason")
        return await cases.close(agent, case, reason, fields.version(body))

    async def transfer(agent: CurrentAgent, case: str, body: dict[str, object]) -> Any:
        to = optional_identifier(body, "agent_id")
        return await cases.transfer(agent, case, to, fields.version(body))

    async def interpreter(agent: CurrentAgent, case: str, body: dict[str, object]) -> Any:
        return await cases.want_interpreter(agent, case, fields.language(body, "language"))

    add("take", "Take over", lambda a, c, b: cases.take(a, c, fields.version(b)))
    add("return", "Give back to the bot", lambda a, c, b: cases.give_back(a, c, fields.version(b)))
    add("close", "Close", close)
    add("transfer", "Pass on", transfer)
    add("interpreter", "Ask for an interpreter", interpreter)
    add("interpreter/join", "Join as interpreter", lambda a, c, _: cases.interpret(a, c))
    add(
        "notes",
        "Keep a private note",
        lambda a, c, b: cases.note(a, c, fields.text(b, "text", fields.LONGEST_NOTE)),
        "note",
    )
    add(
        "messages",
        "Write to the person",
        lambda a, c, b: desk.answers.send(a, c, fields.draft(b)),
        "message",
    )
    add("typing", "Say that one is writing", lambda a, c, _: desk.live.typing(a, c), None)


async def _has_body(request: Request) -> bool:
    length = request.headers.get("content-length")
    return "transfer-encoding" in request.headers or (length is not None and length != "0")
