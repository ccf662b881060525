"""What the panel sends, read from its JSON and its queries, within bounds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, Literal

from connectors.body import identifier, optional_identifier, optional_object, optional_text
from connectors.body import required_text as required
from connectors.errors import Unprocessable
from connectors.panel.desk import Call, Draft
from connectors.panel.protocol import Presence
from connectors.text import LONGEST_MESSAGE, clean_text
from nlu.languages import LANGUAGES

Fields = Mapping[str, object]

LONGEST_NOTE: Final = 4000
LONGEST_QUESTION: Final = 1000
_LONGEST_CLIENT_ID: Final = 64
_MOST_ENTRIES: Final = 20
_LATEST_DAY: Final = 10


def text(fields: Fields, name: str, longest: int) -> str:
    """A text that has something to read. Raises Unprocessable."""
    found = optional_words(fields, name, longest)
    if not found:
        raise Unprocessable("empty-message", f"The field '{name}' has no visible text.")
    return found


def optional_words(fields: Fields, name: str, longest: int) -> str:
    """A text, cleaned; empty where it is null or absent. Raises Unprocessable."""
    found = clean_text(optional_text(fields, name) or "")
    if len(found) > longest:
        raise Unprocessable("message-too-long", f"'{name}' is longer than {longest} characters.")
    return found


def version(fields: Fields) -> int | None:
    """The version that the panel knows, or None. Raises Unprocessable."""
    found = fields.get("version")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found < 2**31:
        raise Unprocessable("invalid-field", "The field 'version' must be a whole number.")
    return found


def language(fields: Fields, name: str) -> str | None:
    """A language code, or None where it is null or absent. Raises Unprocessable."""
    found = optional_text(fields, name)
    if found is not None and found not in LANGUAGES:
        raise Unprocessable("unknown-language", f"The field '{name}' is not a known language.")
    return found


def presence(fields: Fields) -> Presence:
    """What an agent says of themselves. Raises Unprocessable."""
    said = required(fields, "presence")
    if said == "online":
        return "online"
    if said == "away":
        return "away"
    if said == "offline":
        return "offline"
    raise Unprocessable("invalid-field", "'presence' must be online, away or offline.")


def draft(fields: Fields) -> Draft:
    """A message to the person. Raises Unprocessable."""
    suggestion = optional_object(fields, "suggestion")
    used: Literal["sent", "edited"] | None = None
    if suggestion:
        used = "edited" if suggestion.get("action") == "edited" else "sent"
    found = Draft(
        text=optional_words(fields, "text", LONGEST_MESSAGE),
        client_id=identifier(fields, "client_id", _LONGEST_CLIENT_ID),
        suggestion=identifier(suggestion, "id") if suggestion else None,
        used=used,
        phrase=optional_identifier(fields, "phrase"),
        translate=fields.get("translate") is True,
    )
    if not (found.text or found.phrase or found.suggestion):
        raise Unprocessable("empty-message", "The message has no visible text.")
    return found


def call(fields: Fields) -> Call:
    """A call to be logged. Raises Unprocessable."""
    entries = fields.get("entries") or []
    if not isinstance(entries, list) or len(entries) > _MOST_ENTRIES:
        raise Unprocessable(
            "invalid-field", f"'entries' must be a list of at most {_MOST_ENTRIES}."
        )
    return Call(
        language=required(fields, "language"),
        question=text(fields, "question", LONGEST_QUESTION),
        entries=tuple(identifier({"entry": entry}, "entry") for entry in entries),
        topic=optional_identifier(fields, "topic"),
        outcome=required(fields, "outcome"),
        note=optional_words(fields, "note", LONGEST_NOTE) or None,
        started_at=optional_identifier(fields, "started_at"),
    )


def whole_number(query: Mapping[str, Any], name: str, default: int, most: int) -> int:
    """A number from 1 to `most` out of a query. Raises Unprocessable."""
    given = query.get(name)
    if given is None:
        return default
    if not str(given).isascii() or not str(given).isdecimal() or not 1 <= int(given[:9]) <= most:
        raise Unprocessable("invalid-parameter", f"'{name}' must be a number from 1 to {most}.")
    return int(given)


def day(query: Mapping[str, Any], name: str) -> date | None:
    """A day (ISO 8601) out of a query, or None where there is none. Raises Unprocessable."""
    given = query.get(name)
    if not given:
        return None
    try:
        return date.fromisoformat(given[: _LATEST_DAY + 1])
    except ValueError:
        raise Unprocessable("invalid-parameter", f"'{name}' must be a day: YYYY-MM-DD.") from None
