"""Statements to the database: what is done to which table; neither the statement nor its values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Tracer
from sqlalchemy import event
from sqlalchemy.engine import Engine

from assistant.storage.direct import Direct
from assistant.tracing.marks import fail, note_ids
from assistant.tracing.watched import Undo, replace_method

_TABLE: Final = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)
_KINDS: Final = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})
_SPAN: Final = "_span"


def watch_statements(tracer: Tracer, engine: Engine) -> Undo:
    """Make a span for each statement within another span; what is returned ends that."""
    undone = (_watch_engine(tracer, engine), _watch_direct(tracer))

    def undo() -> None:
        for one in undone:
            one()

    return undo


def _watch_engine(tracer: Tracer, engine: Engine) -> Undo:
    """What SQLAlchemy carries out."""

    def begin(_c: Any, _u: Any, statement: str, _p: Any, context: Any, _m: Any) -> None:
        span = None if context is None else _started(tracer, engine.dialect.name, statement)
        if span is not None:
            setattr(context, _SPAN, span)

    def end(_c: Any, _u: Any, _s: str, _p: Any, context: Any, _m: Any) -> None:
        span = _taken(context)
        if span is not None:
            span.end()

    def end_failed(failed: Any) -> None:
        span = _taken(failed.execution_context)
        if span is not None:
            fail(span, type(failed.original_exception).__name__)
            span.end()

    listeners = {
        "before_cursor_execute": begin,
        "after_cursor_execute": end,
        "handle_error": end_failed,
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)

    def undo() -> None:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)

    return undo


def _watch_direct(tracer: Tracer) -> Undo:
    """What `assistant.storage.direct` carries out."""

    def around(original: Callable[..., None]) -> Callable[..., None]:
        def carry_out(direct: Direct, statement: str, given: Any) -> None:
            span = _started(tracer, direct.dialect.name, statement)
            try:
                original(direct, statement, given)
            except Exception as error:
                if span is not None:
                    fail(span, type(error).__name__)
                raise
            finally:
                if span is not None:
                    span.end()

        return carry_out

    return replace_method(Direct, "carry_out", around)


def _started(tracer: Tracer, database: str, statement: str) -> Span | None:
    """A span of a statement, where it is within another one."""
    if not trace.get_current_span().is_recording():
        return None
    kind, table = _named(statement)
    told = {"db.system.name": database, "db.operation.name": kind}
    if table is not None:
        told["db.collection.name"] = table
    span = tracer.start_span(f"{kind} {table}" if table else kind, None, SpanKind.CLIENT, told)
    note_ids(span)
    return span


def _taken(context: Any) -> Span | None:
    span = getattr(context, _SPAN, None)
    if span is not None:
        delattr(context, _SPAN)
    return span


def _named(statement: str) -> tuple[str, str | None]:
    """What a statement does, and to which table.

    >>> _named("SELECT a FROM messages WHERE b = ?")
    ('SELECT', 'messages')
    >>> _named("PRAGMA optimize")
    ('other', None)
    """
    kind = statement.split(None, 1)[0].upper()
    if kind not in _KINDS:
        return "other", None
    table = _TABLE.search(statement)
    return kind, table.group(1) if table else None
