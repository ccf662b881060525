"""From the start of the process to the first answer, with files in memory (warm) or not (cold)."""

from __future__ import annotations

import os
import sysconfig
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from assistant.settings import ROOT, Settings
from benchmarks.load import QUESTIONS
from benchmarks.servers import ours


@dataclass(frozen=True)
class FirstAnswer:
    """Seconds from the start to the first answer."""

    cold: float
    warm: float


def measure(port: int) -> FirstAnswer:
    """Start twice: with every file dropped from the system's cache, and at once again. Index and
    dialogue model are there."""
    for folder in (sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"), ROOT):
        _drop_from_cache(Path(folder))
    _drop_from_cache(Settings().index_folder)
    return FirstAnswer(_seconds_to_answer(port), _seconds_to_answer(port + 1))


def _seconds_to_answer(port: int) -> float:
    started = time.monotonic()
    with ours(port) as server:
        body = {"sender": "first", "message": QUESTIONS[0]}
        httpx.post(server.webhook, json=body, timeout=60).raise_for_status()
        return time.monotonic() - started


def _drop_from_cache(folder: Path) -> None:
    """Ask the system to forget a folder's files, where it can be asked (Linux)."""
    if not hasattr(os, "posix_fadvise"):
        return
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)
