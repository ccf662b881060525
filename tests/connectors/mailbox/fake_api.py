"""A platform's API on a local port: records what it is asked, and fails as it is told.

It is a real HTTP server, so that time-outs, cut connections and bad statuses are real too.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.stand_ins import handling

Answer = tuple[int, Mapping[str, Any]] | str
"""A status and a JSON object, or a misbehaviour: "cut", "late" (carried out, but the caller is not
told), "html"."""


@dataclass(frozen=True)
class Call:
    """One request to the API."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    fields: Mapping[str, Any]


@dataclass
class FakeApi:
    """What the server answers. `is_send` tells the calls that bring a message from all others;
    only those fail as told, and only those are counted in `sent` once they succeed."""

    is_send: Callable[[Call], bool]
    success: Callable[[Call], tuple[int, Mapping[str, Any]]]
    url: str = ""
    script: list[Answer] = field(default_factory=list)
    always: Answer | None = None
    headers: dict[str, str] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    sent: list[Call] = field(default_factory=list)
    attempts: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> Answer:
        with self._lock:
            self.calls.append(call)
            if not self.is_send(call):
                return self.success(call)
            self.attempts += 1
            told = self.script.pop(0) if self.script else self.always
            if told is None or told == "late":
                self.sent.append(call)
            return self.success(call) if told is None else told

    def called(self, end: str) -> list[Call]:
        return [call for call in self.calls if call.path.endswith(end)]


class _Handler(BaseHTTPRequestHandler):
    fake: FakeApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve("GET", b"")

    def do_POST(self) -> None:
        self._serve("POST", self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _serve(self, method: str, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if "json" in self.headers.get("Content-Type", ""):
            fields = json.loads(body)
        else:
            fields = dict(parse_qsl(body.decode(), keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.fake.answer(Call(method, parts.path, query, headers, fields))
        if answer == "late":
            self.rfile.read(1)  # until the caller hangs up
        if answer in ("late", "cut"):
            self.close_connection = True
            return
        status, content = 200, b"<html>out of order</html>"
        if isinstance(answer, tuple):
            status, content = answer[0], json.dumps(answer[1]).encode()
        self.send_response(status)
        for name, value in self.fake.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Be silent."""


@contextmanager
def running(fake: FakeApi) -> Iterator[FakeApi]:
    """Serve on a free port of this machine."""
    with handling(type("Handler", (_Handler,), {"fake": fake})) as url:
        fake.url = url
        yield fake
