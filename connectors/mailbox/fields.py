"""Values of a platform's JSON, checked one by one. All raise `connectors.errors.Unprocessable`."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any, Final

from connectors.body import identifier
from connectors.errors import Unprocessable
from connectors.text import LONGEST_MESSAGE, clean_text

LONGEST_ID: Final = 512
"""WhatsApp's and Messenger's message ids are long."""
_MOST: Final = 500


def words(value: object) -> str:
    """What a person typed: cleaned, and cut not far beyond what is read of a message."""
    if not isinstance(value, str):
        raise Unprocessable("invalid-field", "A text is not a string.")
    return clean_text(value[: 4 * LONGEST_MESSAGE])[: LONGEST_MESSAGE + 1]


def optional_words(value: object) -> str:
    """As `words`; empty where there is none."""
    return "" if value is None else words(value)


def member(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A member that must be an object."""
    value = fields.get(name)
    if not isinstance(value, dict):
        raise Unprocessable("invalid-field", f"The field '{name}' must be an object.")
    return value


def members(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; empty where it is absent."""
    value = fields.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > _MOST:
        raise Unprocessable("invalid-field", f"The field '{name}' must be a list.")
    if not all(isinstance(one, dict) for one in value):
        raise Unprocessable("invalid-field", f"The field '{name}' must be a list of objects.")
    return value


def platform_id(fields: Mapping[str, Any], name: str) -> str:
    """An id: a string or whole number."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        return str(value)
    return identifier(fields, name, LONGEST_ID)


def seconds(value: object, per_second: int = 1) -> float | None:
    """A time since 1970 in seconds; None where it is none."""
    try:
        return int(str(value)[:20]) / per_second
    except ValueError:
        return None


def same(given: str | None, secret: str) -> bool:
    """Whether a secret was given; takes the same time wherever they differ."""
    return hmac.compare_digest(
        (given or "").encode("utf-8", "surrogatepass"), secret.encode("utf-8")
    )
