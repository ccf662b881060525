"""`assistant serve --workers N`, as an operator starts it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from assistant.settings import ROOT
from tests.conftest import START_SECONDS, free_port

SECRET = "for tests alone, and long enough"


class Workers:
    """The service with several workers behind one address."""

    def __init__(self, process: subprocess.Popen[bytes], url: str) -> None:
        self._parent = psutil.Process(process.pid)
        self._process = process
        self.url = url

    def serving(self) -> list[psutil.Process]:
        """The workers which hold a connection of somebody now."""
        port = int(self.url.rpartition(":")[2])
        return [worker for worker in self._parent.children() if _is_asked(worker, port)]

    def wait(self) -> None:
        """Until one of them answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError("the service ended while it started")
            try:
                if httpx.get(f"{self.url}/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise TimeoutError(self.url)


def _is_asked(worker: psutil.Process, port: int) -> bool:
    try:
        connections = worker.connections("tcp")
    except psutil.Error:
        return False
    return any(c.status == "ESTABLISHED" and c.laddr.port == port for c in connections)


@contextmanager
def workers(count: int, folder: Path, environment: Mapping[str, str]) -> Iterator[Workers]:
    """So many workers, the first of which answers already."""
    port = free_port()
    command = [sys.executable, "-m", "assistant", "serve", "--workers", str(count)]
    command += ["--port", str(port), "--data", str(folder)]
    own = {"PYTHONPATH": str(ROOT), "ASSISTANT_SECRET": SECRET}
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own, **environment})
    running = Workers(process, f"http://127.0.0.1:{port}")
    try:
        running.wait()
        yield running
    finally:
        process.terminate()
        try:
            process.wait(10)  # a worker that still loads ends once it has: nobody waits for that
        except subprocess.TimeoutExpired:
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
            process.kill()
