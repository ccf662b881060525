"""How the channels' repositories read and write: one engine, given late, one transaction a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import Compiled

from assistant.storage.direct import Transaction


class Statements:
    """Carries out statements. `engine` need not be there before the first call."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine

    def _write(self, *statements: Any) -> int:
        """Carry out the statements in one transaction; how many rows the last one changed."""
        changed = 0
        with self._engine().begin() as connection:
            for statement in statements:
                changed = int(connection.execute(statement).rowcount)
        return changed

    def _rows(self, query: Any) -> list[Mapping[str, Any]]:
        with self._engine().connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def put(connection: Transaction, table: Table, values: Mapping[str, Any], key: str) -> None:
    """Insert a row, or change the one that has the same `key`."""
    connection.execute(_put(connection.dialect, table, tuple(values), key), values)


def put_if_new(connection: Connection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it was new."""
    put_new = _put_if_new(connection.dialect, table, tuple(values))
    return bool(connection.execute(put_new, values).rowcount)


# Kept compiled: SQLAlchemy keeps the compiled form of other statements itself, but not that of an
# insert with ON CONFLICT.
@lru_cache(maxsize=32)
def _put(dialect: Dialect, table: Table, names: tuple[str, ...], key: str) -> Compiled:
    insert = _insert(dialect, table)
    changed = {name: insert.excluded[name] for name in names if name != key}
    upsert = insert.on_conflict_do_update(index_elements=[key], set_=changed)
    return upsert.compile(dialect=dialect, column_keys=names)


@lru_cache(maxsize=32)
def _put_if_new(dialect: Dialect, table: Table, names: tuple[str, ...]) -> Compiled:
    insert = _insert(dialect, table).on_conflict_do_nothing()
    return insert.compile(dialect=dialect, column_keys=names)


def _insert(dialect: Dialect, table: Table) -> Any:
    return (postgresql if dialect.name == "postgresql" else sqlite).insert(table)


def aware(moment: datetime) -> datetime:
    """SQLite keeps no zone; what is stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def optional_aware(moment: datetime | None) -> datetime | None:
    """As `aware`, for what may be missing."""
    return None if moment is None else aware(moment)
