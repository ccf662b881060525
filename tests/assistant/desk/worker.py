"""Worker processes of the desk over one PostgreSQL and one Redis."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from assistant.settings import ROOT
from tests.conftest import free_port

START_SECONDS = 240


@contextmanager
def workers(count: int, database: str, redis: str) -> Iterator[list[str]]:
    """The addresses of so many workers, all ready."""
    ports = [free_port() for _ in range(count)]
    command = [sys.executable, "-m", "tests.assistant.desk.application"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen([*command, str(port), database, redis], cwd=ROOT, env=environment)
        for port in ports
    ]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    try:
        for url, process in zip(urls, processes, strict=True):
            _wait(url, process)
        yield urls
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("a worker ended while it started")
        try:
            httpx.get(f"{url}/panel/api/session", timeout=5)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)
