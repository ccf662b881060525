"""Transactions that take turns, over all processes, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Engine


@contextmanager
def in_turn(engine: Engine, lock: int) -> Iterator[Any]:
    """A transaction which no other with the same `lock` overlaps; gives its connection.

    What is read in it is still so when it writes. On SQLite it takes the one write lock from the
    start; on PostgreSQL an advisory lock that ends with the transaction.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
        yield connection
