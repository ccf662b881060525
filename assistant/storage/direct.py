"""Transactions through the database's own driver, for the few statements that every message makes.

SQLAlchemy keeps the connections, writes the statements and knows how values are converted; all of
that is found once. To carry a statement out by it, too, takes longer than the database takes: for
the ten of a message, a twentieth of all the processor time of that message.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import Compiled
from sqlalchemy.exc import DBAPIError

Convert = Callable[[Any], Any]
"""Of a value as Python has it to one as the driver takes it, or back."""


class Direct:
    """A transaction. `execute` is called as that of SQLAlchemy's connection is.

    Statements are those that a module keeps, so that each is compiled once; none has a list as a
    value.
    """

    def __init__(self, dialect: Dialect, connection: Any) -> None:
        self.dialect = dialect
        self.latest: str | None = None
        """The statement that was carried out last, without its values."""
        self._connection = connection
        self._cursor: Any = None

    def execute(
        self, statement: Any, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> Any:
        """Carry a statement out, once with each of the values; gives the driver's cursor."""
        for one in (values,) if isinstance(values, Mapping) else values:
            prepared = _prepare(statement, self.dialect, tuple(one))
            self.carry_out(prepared.sql, prepared.given(one))
        return self._cursor

    def rows(self, statement: Any, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows that a query finds."""
        prepared = _prepare(statement, self.dialect, tuple(values))
        self.carry_out(prepared.sql, prepared.given(values))
        return prepared.read(self._cursor)

    def carry_out(self, sql: str, given: Any) -> None:
        """Give a statement to the driver, its values converted."""
        self.latest = sql
        self._cursor = self._connection.cursor()
        self._cursor.execute(sql, given)


Transaction = Connection | Direct
"""Whatever a statement can be carried out in."""


@contextmanager
def transaction(engine: Engine) -> Iterator[Direct]:
    """A transaction of its own: all of it or, where the block raises, nothing.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: as SQLAlchemy would.
    """
    dialect, kept = engine.dialect, engine.raw_connection()
    direct = Direct(dialect, kept)
    try:
        yield direct
        kept.commit()
    except dialect.dbapi.Error as error:
        is_gone = dialect.is_disconnect(error, kept.dbapi_connection, None)
        if is_gone:
            kept.invalidate(error)
        raise DBAPIError.instance(
            direct.latest,
            None,
            error,
            dialect.dbapi.Error,
            hide_parameters=engine.hide_parameters,
            connection_invalidated=is_gone,
            dialect=dialect,
        ) from error
    finally:
        kept.close()  # goes back to the others, and is rolled back where it was not committed


class _Prepared:
    """A compiled statement, and how its values are converted."""

    def __init__(self, compiled: Compiled, dialect: Dialect, names: Collection[str]) -> None:
        self.sql: Final = str(compiled)
        self._dialect = dialect
        self._order = compiled.positiontup
        self._own: dict[str, Any] = {}
        self._given: list[tuple[str, Convert | None]] = []
        for name, parameter in compiled.binds.items():
            convert = parameter.type.dialect_impl(dialect).bind_processor(dialect)
            if name in names or parameter.required:
                self._given.append((name, convert))
            else:
                self._own[name] = convert(parameter.value) if convert else parameter.value
        self._selected = getattr(compiled.statement, "selected_columns", ())
        self._columns: list[tuple[str, Convert | None]] | None = None

    def given(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them: in order, or by name."""
        converted = {
            name: convert(values[name]) if convert else values[name]
            for name, convert in self._given
        }
        converted.update(self._own)
        return converted if self._order is None else [converted[name] for name in self._order]

    def read(self, cursor: Any) -> list[dict[str, Any]]:
        """The rows that the cursor has found."""
        if self._columns is None:
            self._columns = self._of_result(cursor.description)
        return [
            {
                name: convert(value) if convert else value
                for (name, convert), value in zip(self._columns, row, strict=True)
            }
            for row in cursor.fetchall()
        ]

    def _of_result(self, description: Sequence[Any]) -> list[tuple[str, Convert | None]]:
        """The columns of the result. What the driver says of its type decides on a conversion."""
        dialect = self._dialect
        return [
            (column.name, column.type.dialect_impl(dialect).result_processor(dialect, told[1]))
            for column, told in zip(self._selected, description, strict=True)
        ]


@lru_cache(maxsize=128)
def _prepare(statement: Any, dialect: Dialect, names: tuple[str, ...]) -> _Prepared:
    """The statement for values of these names."""
    if not isinstance(statement, Compiled):
        statement = statement.compile(dialect=dialect, column_keys=names)
    return _Prepared(statement, dialect, names)
