"""The machine: Python, clock, folder, addresses, and the servers beside it."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from assistant.cleaning import CLEANING, require_no_jump
from assistant.cli.doctor.engine import with_engine
from assistant.cli.doctor.finding import Worth
from assistant.clock import now
from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

_NEEDED_BYTES: Final = 500 * 1024 * 1024
_ANSWER_SECONDS: Final = 3
_CLOCK_ERROR: Final = timedelta(minutes=10)
_BUILT_IN: Final = datetime(2026, 1, 1, tzinfo=timezone.utc)
"""No clock is right that is before this program was written."""
_PORTS: Final = {"http": 80, "https": 443}


def python(_: Settings) -> str:
    """The version."""
    if sys.version_info[:2] != (3, 10):
        raise RuntimeError(f"Python {sys.version.split()[0]}; Rasa 3.6 needs 3.10 (run `make`)")
    return sys.version.split()[0]


def clock(settings: Settings) -> str:
    """Whether the time can be right."""
    if os.environ.get("ASSISTANT_NOW"):
        raise RuntimeError("ASSISTANT_NOW stops the clock: unset it, it is for tests and drills")
    moment = now()
    if moment < _BUILT_IN:
        raise RuntimeError(f"it is {moment:%F %R} UTC here: set the system's clock (NTP)")
    newest = with_engine(settings, _newest_message)
    if newest is not None and newest > moment + _CLOCK_ERROR:
        raise RuntimeError(f"messages are from the future ({newest:%F %R} UTC): set the clock")
    require_no_jump(with_engine(settings, _last_cleaning), moment)
    return f"{moment:%F %R} UTC"


def _newest_message(engine: Engine) -> datetime | None:
    from sqlalchemy import func, inspect, select

    from assistant.storage.tables.conversation import messages
    from assistant.storage.times import aware

    if not inspect(engine).has_table(messages.name):
        return None
    with engine.connect() as connection:
        found = connection.execute(select(func.max(messages.c.created_at))).scalar()
    return aware(found) if found else None


def _last_cleaning(engine: Engine) -> datetime | None:
    from sqlalchemy import inspect

    from assistant.storage.jobs import JobRepository
    from assistant.storage.tables.schedule import jobs

    return JobRepository(engine).last(CLEANING) if inspect(engine).has_table(jobs.name) else None


def data_folder(settings: Settings) -> str:
    """Whether it can be written, and has room."""
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    if not os.access(settings.data_folder, os.W_OK):
        raise RuntimeError(f"{settings.data_folder} cannot be written: give it to the user")
    free = shutil.disk_usage(settings.data_folder).free
    if free < _NEEDED_BYTES:
        raise RuntimeError(f"only {free >> 20} MiB free in {settings.data_folder}: make room")
    return f"{settings.data_folder}, {free >> 30} GiB free"


def redis(settings: Settings) -> str:
    """Whether it answers, where it is used."""
    if settings.redis_url is None:
        return "not used: one worker"
    import redis

    client = redis.Redis.from_url(
        settings.redis_url,
        socket_timeout=_ANSWER_SECONDS,
        socket_connect_timeout=_ANSWER_SECONDS,
    )
    try:
        client.ping()
    except redis.RedisError:
        raise RuntimeError("does not answer: start it, or see ASSISTANT_REDIS_URL") from None
    finally:
        client.close()
    return "answers"


def public_address(settings: Settings) -> str:
    """Where people reach the service, and whether that is safe."""
    is_local = settings.host in ("127.0.0.1", "::1", "localhost")
    if settings.public_url is None:
        if is_local:
            return "none: this machine only"
        raise Worth("listens to others without ASSISTANT_PUBLIC_URL: set it to the https URL")
    if not settings.public_url.startswith("https://") and not is_local:
        raise Worth(f"{settings.public_url} is not https: put a proxy with TLS before it")
    return settings.public_url


def traces(settings: Settings) -> str:
    """Whether the collector of traces, where one is set, takes a connection."""
    if settings.traces_url is None:
        return "off"
    address = urlsplit(settings.traces_url)
    port = address.port or _PORTS[address.scheme]
    try:
        socket.create_connection((address.hostname, port), _ANSWER_SECONDS).close()
    except OSError:
        raise Worth(
            f"no collector at {address.netloc}: start it, or unset ASSISTANT_TRACES_URL"
        ) from None
    return f"to {address.netloc}, {settings.traces_share:.0%} of them"
