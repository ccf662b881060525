"""Several workers on one machine: what they need, what is done before they start, their parent.

uvicorn's supervisor keeps them: one that dies is replaced, SIGHUP replaces them one after the
other, SIGTTIN and SIGTTOU add and remove one, SIGTERM ends all after the requests in progress.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
from typing import TYPE_CHECKING, Final

import uvicorn

from assistant.logs import configure_logs
from assistant.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from assistant.loading import Progress

DRAIN_SECONDS: Final = 25
"""Requests in progress may take so long after SIGTERM: longer than the slowest answer."""
_SILENCE_SECONDS: Final = 60
"""A worker that does not answer its parent for so long is replaced; loading holds it up, too."""
_LARGEST_FRAME: Final = 1 << 17


class WorkersError(Exception):
    """The settings do not allow what was asked for."""


def check_workers(settings: Settings, count: int) -> None:
    """Raises WorkersError where so many workers cannot work on the same conversations."""
    if count == 1:
        return
    if settings.database.startswith("sqlite"):
        raise WorkersError(
            f"{count} workers need PostgreSQL: set ASSISTANT_DATABASE_URL, "
            "e.g. postgresql://assistant@db.example.cn/assistant"
        )
    if settings.redis_url is None:
        raise WorkersError(
            f"{count} workers need Redis: set ASSISTANT_REDIS_URL, e.g. redis://127.0.0.1:6379/0"
        )


def serve(settings: Settings, count: int, progress: Progress) -> None:
    """Serve until SIGTERM, in this process or in `count` others.

    Raises:
        WorkersError: the settings do not allow so many, or the preparation failed.
    """
    check_workers(settings, count)
    if count == 1:
        quieten(settings)
        collect_seldom()
        from assistant.app import create_app

        _run(create_app(settings, progress), settings)
        return
    configure_logs(settings.log_level, settings.log_format)
    _hand_down(settings)
    # In a process of its own: the parent of the workers stays small.
    preparing = multiprocessing.get_context("spawn").Process(target=prepare_here)
    preparing.start()
    preparing.join()
    if preparing.exitcode:
        raise WorkersError("the workers are not started: see the error above")
    _run("assistant.workers:create_worker", settings, workers=count, factory=True)


def prepare_here() -> None:
    """`prepare` by the settings of the environment, with a sentence where the database is away."""
    from sqlalchemy.exc import SQLAlchemyError

    settings = Settings()
    quieten(settings)
    from assistant.loading import prepare

    try:
        prepare(settings, _say)
    except SQLAlchemyError as error:
        _say(f"the database does not answer: {type(error).__name__}")
        sys.exit(1)


def create_worker() -> FastAPI:
    """The application of one of several workers, by the settings of the environment."""
    settings = Settings()
    quieten(settings)
    collect_seldom()
    from assistant.app import create_app

    return create_app(settings, _say)


def quieten(settings: Settings) -> None:
    """Logs as the settings ask for them; call it before anything of Rasa is loaded."""
    from assistant.dialogue.preparation import prepare_rasa

    prepare_rasa()
    configure_logs(settings.log_level, settings.log_format)


def collect_seldom() -> None:
    """Let Python's collector look at what was made only every hundred thousand objects, instead of
    seven hundred: nearly all that loading makes stays, and a message leaves little behind. Loading
    takes a seventh less processor time."""
    gc.set_threshold(100_000, 20, 100)


def _run(app: FastAPI | str, settings: Settings, **options: object) -> None:
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws_max_size=_LARGEST_FRAME,
        timeout_graceful_shutdown=DRAIN_SECONDS,
        timeout_worker_healthcheck=_SILENCE_SECONDS,
        **options,  # type: ignore[arg-type]
    )


def _hand_down(settings: Settings) -> None:
    """Workers read their settings from the environment: what the command line said goes there."""
    given = {"HOST": settings.host, "PORT": settings.port, "DATA_FOLDER": settings.data_folder}
    os.environ.update({f"ASSISTANT_{name}": str(value) for name, value in given.items()})


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
