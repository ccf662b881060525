"""WeChat's server API on a local port: counts token fetches, enforces quota and text limits.

It is a real HTTP server, so that time-outs, cut connections and bad statuses are real too.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.stand_ins import handling

LONGEST_TEXT = 2047


@dataclass
class FakeWeChat:
    """What the server knows and how it is to behave."""

    appid: str = "wx7a1b2c3d4e5f6071"
    secret: str = "0123456789abcdef0123456789abcdef"
    expires_in: int = 7200
    quota: int = 5
    longest_text: int = LONGEST_TEXT
    token_fetches: int = 0
    forced: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    attempts: int = 0
    errors: list[int | str] = field(default_factory=list)
    """What the next sends get: a code, `502`, `html`, `hang` or `cut`."""
    always: int | None = None
    token_errors: list[int] = field(default_factory=list)
    unverified: bool = False
    stable: bool = True
    url: str = ""
    used: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    token: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def expire(self) -> None:
        """The token is not accepted any more."""
        self.token = "none"

    def user_wrote(self, openid: str) -> None:
        """A new message of a person: the quota begins anew."""
        self.used[openid] = 0

    def texts(self, openid: str | None = None) -> list[str]:
        """What arrived, in order."""
        return [text for to, text in self.sent if openid in (None, to)]

    def answer(self, path: str, query: dict[str, str], body: bytes) -> dict[str, Any] | str:
        """The answer to a request, or the name of a misbehaviour."""
        with self._lock:
            if path in ("/cgi-bin/token", "/cgi-bin/stable_token"):
                return self._token(path, query, body)
            if query.get("access_token") != self.token:
                return {"errcode": 42001, "errmsg": "access_token expired rid: 1-2"}
            if path == "/cgi-bin/menu/create":
                self.menus.append(json.loads(body))
                return {"errcode": 0, "errmsg": "ok"}
            if path == "/cgi-bin/menu/get":
                return {"menu": self.menus[-1]} if self.menus else {"errcode": 46003}
            if self.unverified:
                return {"errcode": 48001, "errmsg": "api unauthorized rid: 1-3"}
            if path == "/cgi-bin/message/custom/typing":
                self.typing.append(json.loads(body)["touser"])
                return {"errcode": 0, "errmsg": "ok"}
            return self._send(body)

    def _token(self, path: str, query: dict[str, str], body: bytes) -> dict[str, Any] | str:
        if path.endswith("stable_token"):
            if not self.stable:
                return "404"
            query = json.loads(body)
        self.token_fetches += 1
        if self.token_errors:
            return {"errcode": self.token_errors.pop(0), "errmsg": "no token"}
        if (query["appid"], query["secret"]) != (self.appid, self.secret):
            return {"errcode": 40125, "errmsg": "invalid appsecret rid: 1-1"}
        forced = bool(query.get("force_refresh"))
        self.forced += forced
        if not self.token or self.token == "none" or forced or path.endswith("/token"):
            self.token = f"TOKEN-{next(self._numbers)}"
        return {"access_token": self.token, "expires_in": self.expires_in}

    def _send(self, body: bytes) -> dict[str, Any] | str:
        self.attempts += 1
        self.bodies.append(body)
        message = json.loads(body.decode("utf-8"))
        if self.errors:
            error = self.errors.pop(0)
            return {"errcode": error, "errmsg": "as told"} if isinstance(error, int) else error
        if self.always is not None:
            return {"errcode": self.always, "errmsg": "as told"}
        openid, text = message["touser"], message["text"]["content"]
        if not text:
            return {"errcode": 44004, "errmsg": "empty content"}
        if len(text.encode()) > self.longest_text:
            return {"errcode": 45002, "errmsg": "content size out of limit"}
        if self.used[openid] >= self.quota:
            return {"errcode": 45047, "errmsg": "out of response count limit"}
        self.used[openid] += 1
        self.sent.append((openid, text))
        return {"errcode": 0, "errmsg": "ok"}


class _Handler(BaseHTTPRequestHandler):
    fake: FakeWeChat
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def _serve(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = self.fake.answer(parts.path, query, body)
        status, content = 200, b"<html>out of order</html>"
        if answer == "hang":
            self.rfile.read(1)  # until the caller hangs up
        if answer in ("cut", "hang"):
            self.close_connection = True
            return
        if isinstance(answer, dict):
            content = json.dumps(answer, ensure_ascii=False).encode()
        elif answer.isdecimal():
            status = int(answer)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Be silent."""


@contextmanager
def running(fake: FakeWeChat) -> Iterator[FakeWeChat]:
    """Serve on a free port of this machine."""
    with handling(type("Handler", (_Handler,), {"fake": fake})) as url:
        fake.url = url
        yield fake
