"""Real servers in threads that stand for somebody else's."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import uvicorn

HOST = "127.0.0.1"
_STOPPED_WITHIN = 20.0


@contextmanager
def handling(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server whose requests the handler answers, on a free port."""
    server = ThreadingHTTPServer((HOST, 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(_STOPPED_WITHIN)


@contextmanager
def serving(application_at: Callable[[str], Any]) -> Iterator[str]:
    """The address of an ASGI application on a free port; it is made with its address known."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(application_at(url), log_level="warning"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        try:
            yield url
        finally:
            server.should_exit = True
            thread.join(_STOPPED_WITHIN)
