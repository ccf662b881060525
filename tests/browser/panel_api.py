"""The panel's interface, as docs/panel-api.md has it, in memory: for tests of the page alone.

The page's tests with the real desk behind it stand in `test_panel_service.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from connectors.panel.pages import create_page_router
from tests.browser import panel_cases as cases
from tests.browser.panel_figures import AUDIT, CONTENT, INSIGHT, phrasebook

Json = dict[str, Any]
PASSWORD = "a password for tests"
CSRF = "csrf-for-tests"


class Refusal(Exception):
    """A problem to answer with."""

    def __init__(self, status: int, code: str, **more: Any) -> None:
        self.response = JSONResponse(
            {"type": "about:blank", "title": code, "status": status, "code": code, **more},
            status,
            media_type="application/problem+json",
        )


class Desk:
    """Rows, transcripts and who listens. Tests may call it from another thread."""

    def __init__(self, more: int = 0) -> None:
        self.agents = {agent["name"]: dict(agent) for agent in cases.AGENTS}
        self.rows = {row["id"]: row for row in cases.rows()}
        for number in range(more):
            extra = cases.waiting(f"x-{number}", 30, last_text=f"Question {number}")
            self.rows[extra["id"]] = extra
        self.messages = {identity: cases.transcript(row) for identity, row in self.rows.items()}
        self.notes: defaultdict[str, list[Json]] = defaultdict(list)
        self.sent: dict[str, Json] = {}
        self.judged: list[tuple[str, str]] = []
        self.calls: list[Json] = []
        self.events: list[Json] = []
        self.sockets: dict[asyncio.Queue[Json | None], str] = {}
        self.loop: asyncio.AbstractEventLoop | None = None
        self.refusal: tuple[int, str] | None = None

    def publish(self, kind: str, data: Json) -> None:
        """Tell everyone, in the order of the events."""
        event = {"event": len(self.events) + 1, "type": kind, "data": data}
        self.events.append(event)
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self._spread, event)

    def _spread(self, event: Json | None) -> None:
        for queue in self.sockets:
            queue.put_nowait(event)

    def drop_lines(self) -> None:
        """Close every socket, as a network that fails does."""
        assert self.loop is not None
        self.loop.call_soon_threadsafe(self._spread, None)

    def change(self, identity: str, **changes: Any) -> Json:
        row = self.rows[identity]
        row.update(changes, version=row["version"] + 1)
        self.publish("row", dict(row))
        return dict(row)

    def say(self, identity: str, role: str, text: str, **more: Any) -> Json:
        """Somebody says something."""
        said = self.messages[identity]
        message = cases.message(len(said) + 1, role, text, self.rows[identity]["language"], **more)
        message["at"] = cases.moment()
        said.append(message)
        self.change(identity, last_text=text, last_role=role, last_at=message["at"])
        self.publish("message", {"conversation": identity, "message": message})
        return message

    def groups(self, agent: Json) -> dict[str, list[Json]]:
        found: dict[str, list[Json]] = {"waiting": [], "mine": [], "bot": [], "closed": []}
        for row in self.rows.values():
            mine = (row["agent"] or {}).get("id") == agent["id"]
            name = row["state"] if row["state"] != "with_agent" else "mine" if mine else ""
            if name:
                found[name].append(row)
        return found


def create_panel_app(more: int = 0) -> FastAPI:
    """The page and its interface; everybody's password is `PASSWORD`."""
    phrasebook()  # read before anybody asks
    app = FastAPI()
    desk = Desk(more)
    app.state.desk = desk
    app.include_router(create_page_router())
    _add_session(app, desk)
    _add_conversations(app, desk)
    _add_reference(app, desk)
    _add_live(app, desk)

    @app.exception_handler(Refusal)
    async def refuse(_: Request, error: Refusal) -> Response:
        return error.response

    @app.middleware("http")
    async def remember_loop(
        request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        desk.loop = asyncio.get_running_loop()
        return await call_next(request)

    return app


def _agent(desk: Desk, request: Request | WebSocket) -> Json:
    agent = desk.agents.get(request.cookies.get("panel_session", ""))
    if agent is None:
        raise Refusal(401, "no-session", oidc=False)
    unsafe = isinstance(request, Request) and request.method != "GET"
    if unsafe and request.headers.get("x-csrf-token") != CSRF:
        raise Refusal(403, "csrf")
    return agent


def _public(agent: Json) -> Json:
    return {"id": agent["id"], "display_name": agent["display_name"]}


def _add_session(app: FastAPI, desk: Desk) -> None:
    def begin(agent: Json) -> Response:
        response = JSONResponse({"agent": agent, "csrf": CSRF})
        response.set_cookie("panel_session", agent["name"], httponly=True, samesite="strict")
        return response

    @app.post("/panel/api/session")
    async def sign_in(request: Request) -> Response:
        body = await request.json()
        if body["name"] == "locked":
            error = Refusal(429, "locked")
            error.response.headers["Retry-After"] = "300"
            raise error
        if body["name"] not in desk.agents or body["password"] != PASSWORD:
            raise Refusal(401, "bad-credentials")
        return begin(desk.agents[body["name"]])

    @app.get("/panel/api/session")
    async def session(request: Request) -> Json:
        agent = _agent(desk, request)
        return {"agent": agent, "csrf": CSRF, "server_time": cases.moment(), "oidc": False}

    @app.delete("/panel/api/session", status_code=204)
    async def sign_out(request: Request) -> Response:
        _agent(desk, request)
        response = Response(status_code=204)
        response.delete_cookie("panel_session")
        return response

    @app.post("/panel/api/invitation")
    async def accept(request: Request) -> Response:
        if (await request.json())["token"] != "good":
            raise Refusal(404, "no-such-link")
        return begin(desk.agents["two"])

    @app.get("/panel/api/agents")
    async def agents(request: Request) -> Json:
        _agent(desk, request)
        return {"agents": list(desk.agents.values())}

    @app.get("/panel/api/audit")
    async def audit(request: Request) -> Json:
        if _agent(desk, request)["role"] == "agent":
            raise Refusal(403, "role")
        return {"rows": AUDIT}

    @app.put("/panel/api/presence")
    async def presence(request: Request) -> Json:
        agent = _agent(desk, request)
        agent["presence"] = (await request.json())["presence"]
        desk.publish("presence", {"agent": agent})
        return {"presence": agent["presence"]}


def _add_conversations(app: FastAPI, desk: Desk) -> None:
    @app.get("/panel/api/queue")
    async def queue(request: Request) -> Json:
        groups = desk.groups(_agent(desk, request))
        for name in ("language", "channel", "topic"):
            value = request.query_params.get(name)
            if value:
                groups = {k: [r for r in rows if r[name] == value] for k, rows in groups.items()}
        counts = {name: len(rows) for name, rows in groups.items()}
        return {**groups, "counts": counts, "limits": cases.LIMITS, "event": len(desk.events)}

    @app.get("/panel/api/conversations/{identity}")
    async def conversation(request: Request, identity: str) -> Json:
        _agent(desk, request)
        if identity not in desk.rows:
            raise Refusal(404, "no-such-conversation")
        row = desk.rows[identity]
        form = {"name": "work_permit_points_form", "values": {"points_age": 31}}
        return {
            "row": row,
            "summary": cases.SUMMARY,
            "messages": desk.messages[identity],
            "form": {**form, "values": {**form["values"], "points_salary": None}},  # type: ignore[dict-item]
            "earlier": [desk.rows["c-de"]] if identity != "c-de" else [],
            "notes": desk.notes[identity],
            "reachable": {"state": "open", "until": None},
        }

    @app.post("/panel/api/conversations/{identity}/messages")
    async def send(request: Request, identity: str) -> Json:
        agent, body = _agent(desk, request), await request.json()
        if desk.refusal:
            raise Refusal(*desk.refusal)
        if body["client_id"] not in desk.sent:
            zh = phrasebook_zh(body.get("phrase"))
            more = {"agent": _public(agent), "delivery": "sent", "text_zh": zh, "type": "agent"}
            desk.sent[body["client_id"]] = desk.say(identity, "agent", body["text"], **more)
        return {"message": desk.sent[body["client_id"]]}

    @app.post("/panel/api/conversations/{identity}/notes")
    async def note(request: Request, identity: str) -> Json:
        agent, body = _agent(desk, request), await request.json()
        known = desk.notes[identity]
        made = {"id": f"n-{len(known)}", "agent": _public(agent), "text": body["text"]}
        known.append({**made, "at": cases.moment()})
        desk.publish("note", {"conversation": identity, "note": known[-1]})
        return {"note": known[-1]}

    @app.post("/panel/api/conversations/{identity}/{action:path}")
    async def act(request: Request, identity: str, action: str) -> Json:
        agent, body = _agent(desk, request), await request.json()
        row = desk.rows[identity]
        if body.get("version") not in (None, row["version"]):
            raise Refusal(409, "stale", row=row)
        holder = row["agent"]
        if action == "take" and holder and holder["id"] != agent["id"]:
            raise Refusal(409, "taken", agent=holder)
        changed = desk.change(identity, **_changes(action, agent, body))
        if action == "interpreter":
            wanted = {"conversation": identity, "language": body["language"], "row": changed}
            desk.publish("interpreter", wanted)
        return {"row": changed}


def _changes(action: str, agent: Json, body: Json) -> Json:
    now = cases.moment()
    nobody = {"agent": None, "interpreter": None, "waiting_since": None, "since": now}
    if action == "take":
        held = {"state": "with_agent", "agent": _public(agent), "urgent": False}
        return {**held, "waiting_since": None, "since": now}
    if action == "return":
        return {**nobody, "state": "bot"}
    if action == "close":
        return {**nobody, "state": "closed", "close_reason": body["reason"]}
    if action == "transfer":
        other = next((a for a in cases.AGENTS if a["id"] == body["agent_id"]), None)
        if other:
            return {"agent": _public(other), "reason": "transfer"}
        return {**nobody, "state": "waiting", "waiting_since": now, "reason": "transfer"}
    if action == "interpreter":
        return {"interpreter_wanted": body["language"]}
    return {"interpreter": _public(agent), "interpreter_wanted": None}


def phrasebook_zh(phrase: str | None) -> str | None:
    """The Chinese of a phrase."""
    phrases = [one for group in phrasebook()["groups"] for one in group["phrases"]]
    return next((one["texts"]["zh"] for one in phrases if one["id"] == phrase), None)


def _add_reference(app: FastAPI, desk: Desk) -> None:
    @app.get("/panel/api/assist")
    async def assist(request: Request) -> Json:
        _agent(desk, request)
        query = request.query_params.get("q", "")
        row = desk.rows.get(request.query_params.get("conversation", ""))
        language = row["language"] if row else request.query_params.get("caller") or "en"
        said = desk.messages[row["id"]] if row else []
        last = next((m["id"] for m in reversed(said) if m["role"] == "user"), None)
        found = cases.suggestions(language, query or (said[-1]["text"] if said else ""))
        return {"for_message": None if query else last, "suggestions": found}

    @app.post("/panel/api/assist/{suggestion}/judgement", status_code=204)
    async def judge(request: Request, suggestion: str) -> Response:
        _agent(desk, request)
        desk.judged.append((suggestion, (await request.json())["action"]))
        return Response(status_code=204)

    @app.get("/panel/api/phrasebook")
    async def phrases(request: Request) -> Json:
        _agent(desk, request)
        return phrasebook()

    @app.post("/panel/api/translate")
    async def translate(request: Request) -> Json:
        _agent(desk, request)
        body = await request.json()
        if body["text"] == "no translator":
            raise Refusal(409, "no-translator")
        text = cases.TRANSLATED.get((body["text"], body["to"]), f"[{body['to']}] {body['text']}")
        return {"text": text, "provider": "example", "machine": True}

    @app.post("/panel/api/calls")
    async def log_call(request: Request) -> Json:
        agent, body = _agent(desk, request), await request.json()
        call = {**body, "id": f"c-{len(desk.calls)}", "agent": _public(agent), "at": cases.moment()}
        desk.calls.insert(0, call)
        return {"id": call["id"]}

    @app.get("/panel/api/calls")
    async def calls(request: Request) -> Json:
        _agent(desk, request)
        return {"calls": desk.calls}

    @app.get("/panel/api/insight")
    async def insight(request: Request) -> Json:
        _agent(desk, request)
        return INSIGHT

    @app.get("/panel/api/insight.csv")
    async def table(request: Request) -> Response:
        _agent(desk, request)
        return PlainTextResponse(f"{request.query_params['table']},count\n", media_type="text/csv")

    @app.post("/panel/api/insight/draft")
    async def draft(request: Request) -> Json:
        _agent(desk, request)
        question = (await request.json())["question"]
        return {"filename": "draft.md", "content": f"---\ntitle: {question}\n---\n"}

    @app.get("/panel/api/content")
    async def content(request: Request) -> Json:
        _agent(desk, request)
        return {"entries": CONTENT}

    @app.get("/panel/api/content/{identity}")
    async def entry(request: Request, identity: str) -> Json:
        _agent(desk, request)
        found = cases.suggestions(request.query_params["lang"], "")[0]
        facts = next(e["facts"] for e in CONTENT if e["id"] == identity)
        return {**found, "id": identity, "facts": facts}


def _add_live(app: FastAPI, desk: Desk) -> None:
    @app.websocket("/panel/ws")
    async def live(socket: WebSocket, after: int = 0) -> None:
        try:
            agent = _agent(desk, socket)
        except Refusal:
            await socket.close(4401)
            return
        await socket.accept()
        desk.loop = asyncio.get_running_loop()
        await socket.send_json({"type": "hello", "event": len(desk.events)})
        queue: asyncio.Queue[Json | None] = asyncio.Queue()
        for event in desk.events[after:]:
            queue.put_nowait(event)
        desk.sockets[queue] = agent["name"]
        hearing = asyncio.create_task(_hear(socket, queue, desk, agent))
        try:
            while (event := await queue.get()) is not None:
                await socket.send_json(event)
            await socket.close(1012)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            hearing.cancel()
            desk.sockets.pop(queue, None)


async def _hear(
    socket: WebSocket, queue: asyncio.Queue[Json | None], desk: Desk, agent: Json
) -> None:
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            frame = await socket.receive_json()
            if frame["type"] == "ping":
                await socket.send_json({"type": "pong"})
            if frame["type"] == "typing":
                typing = {"conversation": frame["conversation"], "by": agent["id"]}
                desk.publish("typing", typing)
    queue.put_nowait(None)
