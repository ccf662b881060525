"""A running desk over both kinds of database, and the people and agents who use it."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing
from typing import Any

import httpx
import pytest
import uvicorn
import websockets

from assistant.settings import Settings
from assistant.storage.tables import metadata
from tests.assistant.desk.application import create_desk_app
from tests.conftest import free_port
from tests.postgresql import PostgreSQLServer

PASSWORD = "river-lantern-osprey"
PATIENCE = 20.0
"""Seconds after which something that never comes is taken for a failure."""


class RunningDesk:
    """The application of `tests.assistant.desk.application`, served in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.url = f"http://127.0.0.1:{settings.port}"
        self.app = create_desk_app(settings)
        config = uvicorn.Config(self.app, "127.0.0.1", settings.port, log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._server.serve(),))

    def start(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the desk did not start")
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    def agent(self, name: str, languages: tuple[str, ...] = ("zh",), role: str = "agent") -> Agent:
        """A new agent who has just signed in."""
        name = f"{name}-{secrets.token_hex(4)}"
        invitation = self.app.state.accounts.add(name, name.title(), role, languages)
        return Agent(self.url, invitation.token)

    def person(self) -> Person:
        """A new person at the web chat."""
        return Person(self.url)


class Agent:
    """A signed-in agent: calls, and a live line."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(base_url=f"{url}/panel/api", timeout=PATIENCE)
        body = {"token": token, "password": PASSWORD}
        session = self.http.post("/invitation", json=body).json()
        self.id: str = session["agent"]["id"]
        self.display_name: str = session["agent"]["display_name"]
        self.http.headers["X-CSRF-Token"] = session["csrf"]
        self._socket = url.replace("http", "ws") + "/panel/ws"

    @property
    def cookie(self) -> str:
        return f"panel_session={self.http.cookies['panel_session']}"

    def get(self, path: str, **query: Any) -> Any:
        response = self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, body: dict[str, Any] | None = None, status: int = 200) -> Any:
        response = self.http.post(path, json=body or {})
        assert response.status_code == status, response.text
        return response.json() if response.content else None

    def online(self) -> Agent:
        assert self.http.put("/presence", json={"presence": "online"}).status_code == 200
        return self

    def say(self, case: str, text: str, status: int = 200, **fields: Any) -> Any:
        body = {"text": text, "client_id": secrets.token_hex(8), **fields}
        return self.post(f"/conversations/{case}/messages", body, status)

    @asynccontextmanager
    async def live(self, after: int | None = None, **headers: str) -> AsyncIterator[Line]:
        url = self._socket + (f"?after={after}" if after is not None else "")
        given = {"Cookie": self.cookie, **headers}
        async with websockets.connect(url, extra_headers=given, max_size=2**24) as socket:
            yield Line(socket)


class Line:
    """The live line of one panel, as the page reads it."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket
        self.event = 0
        self.frames: list[dict[str, Any]] = []

    async def next(self) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(await asyncio.wait_for(self.socket.recv(), PATIENCE))
        if frame["type"] != "hello":
            self.event = max(self.event, frame.get("event", 0))
        self.frames.append(frame)
        return frame

    async def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            frame = await self.next()
            if wanted(frame):
                return frame

    async def send(self, **frame: Any) -> None:
        await self.socket.send(json.dumps(frame))


class Person:
    """A person at the web chat, over HTTP."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/webhooks/webchat", timeout=PATIENCE)
        self.token = self._http.post("/sessions").json()["token"]
        self._http.headers["Authorization"] = f"Bearer {self.token}"
        self._socket = url.replace("http", "ws") + "/webhooks/webchat/ws"

    def say(
        self, text: str, language: str | None = "en", payload: str | None = None
    ) -> list[dict[str, Any]]:
        body = {"id": secrets.token_hex(8), "text": text, "language": language, "payload": payload}
        response = self._http.post("/messages", json=body)
        assert response.status_code == 200, response.text
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages

    def ask_for_a_person(self, language: str = "en") -> dict[str, Any]:
        return self.say("a person please", language, "/request_human")[-1]

    def history(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self._http.get("/history").json()["items"]
        return items

    def erase(self) -> None:
        assert self._http.delete("/conversation").status_code == 204

    @asynccontextmanager
    async def live(self) -> AsyncIterator[Any]:
        async with websockets.connect(self._socket) as socket:
            await socket.send(json.dumps({"type": "hello", "token": self.token, "after": None}))
            yield socket


def only_case(agent: Agent, group: str = "waiting") -> dict[str, Any]:
    """The newest conversation of a list of the queue."""
    rows: list[dict[str, Any]] = agent.get("/queue")[group]
    assert rows
    return max(rows, key=lambda row: row["last_at"])


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningDesk]:
    """A desk that all tests of one database share; nobody is signed in before they are."""
    folder = tmp_path_factory.mktemp("desk")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'desk.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(closing(PostgreSQLServer())).url
        settings = Settings(
            database_url=url, data_folder=folder, port=free_port(), messages_per_minute=100_000
        )
        running = RunningDesk(settings)
        running.start()
        yield running
        running.stop()


@pytest.fixture(autouse=True)
def nobody_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test of the running desk all is empty: no agent online, no case open."""
    yield
    if "desk" in request.fixturenames:
        running = request.getfixturevalue("desk")
        with running.app.state.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table.name not in ("desk_events",):
                    connection.execute(table.delete())
