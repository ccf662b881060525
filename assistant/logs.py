"""Logs for operators: as text or JSON, with the ids of request and conversation, without what
people wrote and without personal data."""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import datetime, timezone
from typing import Final, Literal, TextIO

from assistant import telemetry
from nlu.redaction import without_personal_data

REQUEST: Final[ContextVar[str | None]] = ContextVar("request", default=None)
"""The id of the HTTP request or WebSocket that is worked on."""
CONVERSATION: Final[ContextVar[str | None]] = ContextVar("conversation", default=None)
"""The id of the conversation that is worked on."""

LogFormat = Literal["text", "json"]

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_MESSAGE: Final = 4000
_LONGEST_TRACE: Final = 8000
_OWN_HANDLERS: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "rasa", "alembic")
"""Loggers that bring handlers of their own, which would pass by ours."""


class WithoutPersonalData(logging.Filter):
    """Writes the ids into a record, and takes personal data out of all that it says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: a record is changed, never dropped."""
        if getattr(record, "is_clean", False):
            return True
        record.request = REQUEST.get()
        record.conversation = CONVERSATION.get()
        record.msg = _one_line(without_personal_data(_message(record)[:_LONGEST_MESSAGE]))
        record.args = None
        if record.exc_info and not record.exc_text:
            trace = "".join(traceback.format_exception(*record.exc_info))
            record.exc_text = without_personal_data(trace[-_LONGEST_TRACE:])
        elif record.exc_text:
            record.exc_text = without_personal_data(record.exc_text[-_LONGEST_TRACE:])
        record.exc_info = None
        record.is_clean = True
        if record.levelno >= logging.WARNING:
            telemetry.LOGGED.labels(record.levelname.lower()).inc()
        return True


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except Exception:  # a log line that cannot be made must not stop what it speaks of
        return f"{record.msg} (its values do not fit)"


def _one_line(text: str) -> str:
    """The text with control characters as escapes: no caller may begin a line of their own."""
    return _CONTROL.sub(lambda found: repr(found.group())[1:-1], text)


class TextFormat(logging.Formatter):
    """One line for people to read; a trace below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = _moment(record)
        ids = [
            f"{name}={value}"
            for name in ("request", "conversation")
            if (value := getattr(record, name, None))
        ]
        place = f"{at} {record.levelname:7} {record.name}"
        lines = [" ".join([place, record.getMessage(), *ids])]
        return "\n".join([*lines, record.exc_text] if record.exc_text else lines)


class JsonFormat(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        fields = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request", None),
            "conversation": getattr(record, "conversation", None),
            "exception": record.exc_text,
            **getattr(record, "fields", {}),
        }
        present = {name: value for name, value in fields.items() if value is not None}
        return json.dumps(present, ensure_ascii=False, default=str)


def configure_logs(level: str, form: LogFormat = "text", stream: TextIO | None = None) -> None:
    """Send the records of every logger through one handler that keeps personal data out."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(WithoutPersonalData())
    handler.setFormatter(JsonFormat() if form == "json" else TextFormat())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # Each access line holds an address, and httpx writes whole URLs, with tokens in them.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("httpx").setLevel(logging.WARNING)


def _moment(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, timezone.utc)
    return moment.isoformat(timespec="milliseconds")
