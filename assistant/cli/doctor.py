"""Is everything in place, and if not, what mends it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from assistant.settings import Settings

_NEEDED_BYTES: Final = 500 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings | None = None) -> list[Finding]:
    """Look at everything the service needs."""
    settings = settings or Settings()
    checks: dict[str, Callable[[Settings], str]] = {
        "python": _python,
        "data folder": _data_folder,
        "database": _database,
        "content": _content,
        "encoder": _encoder,
        "index": _index,
        "dialogue model": _dialogue,
    }
    findings = []
    for name, check in checks.items():
        try:
            findings.append(Finding(name, True, check(settings)))
        except Exception as error:
            findings.append(Finding(name, False, " ".join(str(error).split())[:300]))
    return findings


def _python(_: Settings) -> str:
    if sys.version_info[:2] != (3, 10):
        raise RuntimeError(f"Python {sys.version.split()[0]}; Rasa 3.6 needs 3.10 (run `make`)")
    return sys.version.split()[0]


def _data_folder(settings: Settings) -> str:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.data_folder).free
    if free < _NEEDED_BYTES:
        raise RuntimeError(f"only {free >> 20} MiB free in {settings.data_folder}: make room")
    return f"{settings.data_folder}, {free >> 30} GiB free"


def _database(settings: Settings) -> str:
    from assistant.storage.database import connect, is_alive

    engine = connect(settings.database)
    try:
        if not is_alive(engine):
            raise RuntimeError("does not answer: see ASSISTANT_DATABASE_URL")
    finally:
        engine.dispose()
    return str(engine.dialect.name)


def _content(_: Settings) -> str:
    from knowledge.library import load_library

    library = load_library()
    return f"{len(library.guides)} guides, {len(library.places)} places"


def _encoder(settings: Settings) -> str:
    from nlu.encoder import load_encoder

    return load_encoder(settings.encoder).name


def _index(settings: Settings) -> str:
    from knowledge.index import fingerprint, load_index
    from nlu.encoder import load_encoder

    encoder = load_encoder(settings.encoder)
    index = load_index(settings.index_folder, encoder)
    if index.version != fingerprint(encoder):
        raise RuntimeError("is older than the content: run `assistant knowledge index`")
    return f"{index.version}, {len(index.passages)} passages"


def _dialogue(settings: Settings) -> str:
    from assistant.dialogue.training import model_path

    path = model_path(settings.dialogue_folder)
    if not path.is_file():
        raise RuntimeError("is missing or older than its sources: run `assistant train`")
    return path.name
