"""What is written on a span besides its name."""

from __future__ import annotations

from opentelemetry.trace import Span, Status, StatusCode

from assistant.logs import CONVERSATION, REQUEST


def fail(span: Span, error: str) -> None:
    """Mark what failed, by the error's type or status; never by what it says."""
    span.set_status(Status(StatusCode.ERROR))
    span.set_attribute("error.type", error)


def note_ids(span: Span) -> None:
    """The ids of request and conversation, as they stand in the log."""
    for name, variable in (("request", REQUEST), ("conversation", CONVERSATION)):
        value = variable.get()
        if value is not None:
            span.set_attribute(f"assistant.{name}", value)
