"""Times as they are read from the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any


def aware(moment: datetime) -> datetime:
    """The moment with its zone: SQLite keeps none; what is stored is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def with_zones(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose times have their zone."""
    return {
        name: aware(value) if isinstance(value, datetime) else value for name, value in row.items()
    }
