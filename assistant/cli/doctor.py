"""Is everything in place, and if not, what mends it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final, TypeVar

from assistant.cleaning import CLEANING, require_no_jump
from assistant.clock import now, today
from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Found = TypeVar("Found")

_NEEDED_BYTES: Final = 500 * 1024 * 1024
_REDIS_SECONDS: Final = 3
_STALE_NAMED: Final = 5
_CLOCK_ERROR: Final = timedelta(minutes=10)
_BUILT_IN: Final = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""No clock is right that is before this program was written."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    warning: bool = False


class Worth(Exception):
    """Something that ought to be mended, though the service runs well without."""


def examine(settings: Settings | None = None) -> list[Finding]:
    """Look at everything the service needs."""
    settings = settings or Settings()
    checks: dict[str, Callable[[Settings], str]] = {
        "python": _python,
        "clock": _clock,
        "data folder": _data_folder,
        "database": _database,
        "redis": _redis,
        "content": _content,
        "facts": _facts,
        "encoder": _encoder,
        "index": _index,
        "dialogue model": _dialogue,
        "channels": _channels,
        "desk": _desk,
        "audit log": _audit,
        "public address": _public_address,
    }
    findings = []
    for name, check in checks.items():
        try:
            findings.append(Finding(name, True, check(settings)))
        except Worth as warned:
            findings.append(Finding(name, True, str(warned), warning=True))
        except Exception as error:
            findings.append(Finding(name, False, " ".join(str(error).split())[:300]))
    return findings


def _python(_: Settings) -> str:
    if sys.version_info[:2] != (3, 10):
        raise RuntimeError(f"Python {sys.version.split()[0]}; Rasa 3.6 needs 3.10 (run `make`)")
    return sys.version.split()[0]


def _clock(settings: Settings) -> str:
    if os.environ.get("ASSISTANT_NOW"):
        raise RuntimeError("ASSISTANT_NOW stops the clock: unset it, it is for tests and drills")
    moment = now()
    if moment < _BUILT_IN:
        raise RuntimeError(f"it is {moment:%F %R} UTC here: set the system's clock (NTP)")
    newest = _with_engine(settings, _newest_message)
    if newest is not None and newest > moment + _CLOCK_ERROR:
        raise RuntimeError(f"messages are from the future ({newest:%F %R} UTC): set the clock")
    require_no_jump(_with_engine(settings, _last_cleaning), moment)
    return f"{moment:%F %R} UTC"


def _newest_message(engine: Engine) -> datetime | None:
    from sqlalchemy import func, inspect, select

    from assistant.storage.tables import messages
    from assistant.storage.times import aware

    if not inspect(engine).has_table(messages.name):
        return None
    with engine.connect() as connection:
        found = connection.execute(select(func.max(messages.c.created_at))).scalar()
    return aware(found) if found else None


def _last_cleaning(engine: Engine) -> datetime | None:
    from sqlalchemy import inspect

    from assistant.storage.jobs import JobRepository
    from assistant.storage.tables import jobs

    return JobRepository(engine).last(CLEANING) if inspect(engine).has_table(jobs.name) else None


def _data_folder(settings: Settings) -> str:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.data_folder, os.W_OK):
        raise RuntimeError(f"{settings.data_folder} cannot be written: give it to the user")
    free = shutil.disk_usage(settings.data_folder).free
    if free < _NEEDED_BYTES:
        raise RuntimeError(f"only {free >> 20} MiB free in {settings.data_folder}: make room")
    return f"{settings.data_folder}, {free >> 30} GiB free"


def _database(settings: Settings) -> str:
    from assistant.storage.database import is_alive

    def look(engine: Engine) -> str:
        if not is_alive(engine):
            raise RuntimeError("does not answer: see ASSISTANT_DATABASE_URL")
        return str(engine.dialect.name)

    return _with_engine(settings, look)


def _redis(settings: Settings) -> str:
    if settings.redis_url is None:
        return "not used: one worker"
    import redis

    client = redis.Redis.from_url(
        settings.redis_url,
        socket_timeout=_REDIS_SECONDS,
        socket_connect_timeout=_REDIS_SECONDS,
    )
    try:
        client.ping()
    except redis.RedisError:
        raise RuntimeError("does not answer: start it, or see ASSISTANT_REDIS_URL") from None
    finally:
        client.close()
    return "answers"


def _content(_: Settings) -> str:
    from knowledge.library import load_library

    library = load_library()
    return f"{len(library.guides)} guides, {len(library.places)} places"


def _facts(_: Settings) -> str:
    from knowledge.library import load_library

    facts = load_library().facts.values()
    late = sorted(fact.id for fact in facts if fact.review_by < today())
    if late:
        named = ", ".join(late[:_STALE_NAMED])
        raise Worth(
            f"{len(late)} are past their review ({named}…): `assistant knowledge stale` lists them"
        )
    return f"{len(facts)}, none past its review"


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
    from assistant.dialogue.training import check_model, model_path

    path = model_path(settings.dialogue_folder)
    if not path.is_file():
        raise RuntimeError("is missing or older than its sources: run `assistant train`")
    check_model(path)
    return path.name


def _channels(settings: Settings) -> str:
    from assistant.channels import CHANNELS
    from assistant.cli.configuration import CHANNEL_SETTINGS

    on = ["rest", "webchat"]
    for channel in CHANNEL_SETTINGS:
        if channel().enabled:  # type: ignore[attr-defined]
            on.append(channel.__name__.removesuffix("Settings").lower())
    unknown = set(settings.channels_off) - set(CHANNELS)
    if unknown:
        raise RuntimeError(f"ASSISTANT_CHANNELS_OFF names no channel: {', '.join(sorted(unknown))}")
    return ", ".join(name for name in on if name not in settings.channels_off) or "all are off"


def _desk(settings: Settings) -> str:
    from assistant.storage.agents import AgentRepository
    from assistant.storage.database import migrate

    def look(engine: Engine) -> str:
        migrate(engine)
        agents = AgentRepository(lambda: engine)
        if not agents.has_admin():
            raise Worth("no admin yet: the link that `assistant serve` prints makes the first")
        open_accounts = sum(record.disabled_at is None for record in agents.all())
        return f"{open_accounts} accounts, hours {settings.office_hours}"

    return _with_engine(settings, look)


def _audit(settings: Settings) -> str:
    from assistant.storage.audit import AuditRepository

    verdict = _with_engine(settings, lambda engine: AuditRepository(lambda: engine).verify())
    if verdict.bad is not None:
        raise RuntimeError(f"row {verdict.bad} does not fit the chain: keep the file and ask why")
    return f"{verdict.rows} rows, unbroken"


def _public_address(settings: Settings) -> str:
    is_local = settings.host in ("127.0.0.1", "::1", "localhost")
    if settings.public_url is None:
        if is_local:
            return "none: this machine only"
        raise Worth("listens to others without ASSISTANT_PUBLIC_URL: set it to the https URL")
    if not settings.public_url.startswith("https://") and not is_local:
        raise Worth(f"{settings.public_url} is not https: put a proxy with TLS before it")
    return settings.public_url


def _with_engine(settings: Settings, look: Callable[[Engine], Found]) -> Found:
    from assistant.storage.database import connect

    engine = connect(settings.database)
    try:
        return look(engine)
    finally:
        engine.dispose()
