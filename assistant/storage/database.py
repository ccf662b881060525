"""The database engine, tuned for each of the two kinds, and its migrations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import QueuePool

Engines = Callable[[], Engine]
"""Gives the engine, which need not be there before the first call."""

MIGRATIONS: Final = Path(__file__).resolve().parent / "migrations"
_BUSY_SECONDS: Final = 15
_ALWAYS: Final[dict[str, Any]] = {
    "future": True,
    # Errors of the database are logged: they must not hold what people wrote.
    "hide_parameters": True,
    "pool_size": 8,
    "max_overflow": 8,
    # The connection that wrote last knows what it wrote: any other one to an SQLite file must read
    # it anew.
    "pool_use_lifo": True,
}


def connect(url: str) -> Engine:
    """An engine for an SQLite or PostgreSQL URL. SQLite runs with a write-ahead log.

    Connections are kept: where the last one to an SQLite file is closed, its log is written back
    and synced, which costs more than everything else about a message.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, **_ALWAYS)
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    settings = {"timeout": _BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, poolclass=QueuePool, connect_args=settings, **_ALWAYS)
    event.listen(engine, "connect", _tune_sqlite)
    return engine


def _tune_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest form; safe to repeat, and by several workers at once."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(7310233)"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_alive(engine: Engine) -> bool:
    """Whether the database answers."""
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception:
        return False
    return True
