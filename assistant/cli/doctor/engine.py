"""The database, for as long as something is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine

Found = TypeVar("Found")


def with_engine(settings: Settings, look: Callable[[Engine], Found]) -> Found:
    """What is found in it."""
    from assistant.storage.database import connect

    engine = connect(settings.database)
    try:
        return look(engine)
    finally:
        engine.dispose()
