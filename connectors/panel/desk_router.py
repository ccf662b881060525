"""The panel's calls that help to answer: suggestions, phrases, calls, insight, content."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from connectors.body import optional_identifier, read_object, required_text
from connectors.errors import Unprocessable
from connectors.panel import fields
from connectors.panel.desk import Desk
from connectors.panel.protocol import RequireAgent
from connectors.panel.router import PREFIX, answer
from connectors.problems import ProblemRoute


def create_assist_router(desk: Desk, require_agent: RequireAgent) -> APIRouter:
    """Suggestions, the phrasebook and the log of calls."""
    router = APIRouter(prefix=PREFIX, tags=["panel"], route_class=ProblemRoute)

    @router.get("/assist", summary="Entries that may answer, in two languages")
    async def assist(request: Request) -> Response:
        agent = await require_agent(request)
        query = dict(request.query_params)
        words = fields.optional_words(query, "q", fields.LONGEST_QUESTION)
        case = optional_identifier(query, "conversation")
        if case is not None:
            return answer(await desk.assist.for_case(agent, case, words or None))
        if not words:
            raise Unprocessable("empty-question", "Name a conversation, or ask something.")
        caller = fields.language(query, "caller")
        return answer(await desk.assist.for_caller(agent, words, caller))

    @router.post("/assist/{suggestion}/judgement", summary="Judge a suggestion", status_code=204)
    async def judge(request: Request, suggestion: str) -> Response:
        agent = await require_agent(request)
        judgement = required_text(await read_object(request), "action")
        await desk.assist.judge(agent, suggestion, judgement)
        return Response(status_code=204)

    @router.get("/phrasebook", summary="Sentences to pick")
    async def phrasebook(request: Request) -> Response:
        await require_agent(request)
        return answer({"groups": desk.reports.phrases()})

    @router.post("/calls", summary="Log a call")
    async def log(request: Request) -> Response:
        agent = await require_agent(request)
        return answer({"id": await desk.calls.log(agent, fields.call(await read_object(request)))})

    @router.get("/calls", summary="The last calls")
    async def calls(request: Request) -> Response:
        await require_agent(request)
        limit = fields.whole_number(request.query_params, "limit", 50, 500)
        return answer({"calls": await desk.calls.newest(limit)})

    return router


def create_reports_router(desk: Desk, require_agent: RequireAgent) -> APIRouter:
    """Insight, and the content with its facts' ages."""
    router = APIRouter(prefix=PREFIX, tags=["panel"], route_class=ProblemRoute)

    @router.get("/insight", summary="What was asked, and how it went")
    async def insight(request: Request) -> Response:
        await require_agent(request)
        query = request.query_params
        first, last = fields.day(query, "from"), fields.day(query, "to")
        return answer(await desk.reports.insight(first, last))

    @router.get("/insight.csv", summary="One table of it as CSV")
    async def table(request: Request) -> Response:
        agent = await require_agent(request)
        query = request.query_params
        name = required_text(query, "table")
        first, last = fields.day(query, "from"), fields.day(query, "to")
        content = await desk.reports.table(agent, name, first, last)
        headers = {
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "Cache-Control": "no-store",
        }
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    @router.post("/insight/draft", summary="A guide's draft for a question")
    async def draft(request: Request) -> Response:
        await require_agent(request)
        body = await read_object(request)
        question = fields.text(body, "question", fields.LONGEST_QUESTION)
        return answer(await desk.reports.draft(question, fields.language(body, "language")))

    @router.get("/content", summary="Every entry with its facts' ages")
    async def content(request: Request) -> Response:
        await require_agent(request)
        stale = request.query_params.get("stale", "").lower() in ("1", "true", "yes")
        return answer({"entries": await desk.reports.content(stale)})

    @router.get("/content/{entry}", summary="An entry as people read it")
    async def entry(request: Request, entry: str) -> Response:
        await require_agent(request)
        language = fields.language(dict(request.query_params), "lang") or "en"
        return answer(await desk.reports.entry(entry, language))

    return router
