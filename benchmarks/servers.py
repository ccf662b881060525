"""The two servers that are compared, each in processes of its own, on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

from assistant.settings import ROOT, Settings

_START_SECONDS = 300


class Server:
    """A running server: its REST webhook, and the memory of its processes."""

    def __init__(self, name: str, url: str, processes: list[subprocess.Popen[bytes]]) -> None:
        self.name = name
        self.webhook = f"{url}/webhooks/rest/webhook"
        self._processes = processes

    def memory_mib(self) -> float:
        """Resident memory of all its processes, in MiB."""
        total = 0
        for process in self._processes:
            root = psutil.Process(process.pid)
            total += sum(p.memory_info().rss for p in [root, *root.children(recursive=True)])
        return total / 2**20


@contextmanager
def ours(port: int) -> Iterator[Server]:
    """This assistant with its defaults: SQLite in a fresh folder."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--data", data]
        with _running([command], {"ASSISTANT_MESSAGES_PER_MINUTE": "1000000"}) as processes:
            _wait(f"http://127.0.0.1:{port}/health/ready")
            yield Server("this assistant", f"http://127.0.0.1:{port}", processes)


@contextmanager
def stock(port: int, model: Path) -> Iterator[Server]:
    """`rasa run` and `rasa run actions` with the same model and actions, trackers in memory."""
    actions_port = port + 1
    endpoints = (ROOT / "endpoints.yml").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "endpoints.yml"
        path.write_text(endpoints.replace("5055", str(actions_port)), encoding="utf-8")
        rasa = [sys.executable, "-m", "rasa", "run"]
        server = [*rasa, "-i", "127.0.0.1", "-p", str(port), "-m", str(model)]
        server += ["--endpoints", str(path), "--credentials", str(ROOT / "credentials.yml")]
        actions = [*rasa, "actions", "--actions", "actions", "-p", str(actions_port)]
        index = str(Settings().index_folder)
        environment = {"SANIC_HOST": "127.0.0.1", "ASSISTANT_INDEX_FOLDER": index}
        with _running([actions, server], environment) as processes:
            _wait(f"http://127.0.0.1:{actions_port}/health")
            _wait(f"http://127.0.0.1:{port}/")
            yield Server("stock Rasa", f"http://127.0.0.1:{port}", processes)


@contextmanager
def _running(
    commands: list[list[str]], environment: dict[str, str]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    processes = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **quiet, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        yield processes
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(30)


def _wait(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise TimeoutError(f"{url} did not answer in {_START_SECONDS} s")
