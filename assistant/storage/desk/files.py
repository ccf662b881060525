"""What agents keep: notes on conversations, calls, judgements of suggestions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from assistant.storage.database import Engines
from assistant.storage.desk.events import append_events
from assistant.storage.desk.records import CallLog, DeskEvent, Note, Suggestion
from assistant.storage.tables.desk import call_logs, notes, suggestions
from assistant.storage.times import with_zones


class NoteRepository:
    """Private notes on conversations. Calls block: make them off the event loop."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def add(self, note: Note) -> None:
        """Keep a note; the desk is told."""
        with self._engine().begin() as connection:
            connection.execute(insert(notes).values(**vars(note)))
            event = DeskEvent("note", note.conversation_id, note.id)
            append_events(connection, [event], note.created_at)

    def find(self, ids: Sequence[str]) -> dict[str, Note]:
        """These notes, as far as they are there."""
        found = self._read(select(notes).where(notes.c.id.in_(list(ids)))) if ids else []
        return {note.id: note for note in found}

    def of(self, conversation_id: str) -> list[Note]:
        """The notes on a conversation, oldest first."""
        query = select(notes).where(notes.c.conversation_id == conversation_id)
        return self._read(query.order_by(notes.c.created_at).limit(200))

    def _read(self, query: Any) -> list[Note]:
        with self._engine().connect() as connection:
            return [Note(**with_zones(row)) for row in connection.execute(query).mappings()]


class CallRepository:
    """Calls that were logged."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def add(self, call: CallLog) -> None:
        """Keep a call."""
        with self._engine().begin() as connection:
            connection.execute(insert(call_logs).values(**vars(call)))

    def newest(self, limit: int) -> list[CallLog]:
        """The last calls, newest first."""
        query = select(call_logs).order_by(call_logs.c.created_at.desc()).limit(limit)
        with self._engine().connect() as connection:
            return [CallLog(**with_zones(row)) for row in connection.execute(query).mappings()]


class SuggestionRepository:
    """Suggestions that were shown, and what agents made of them."""

    def __init__(self, engine: Engines) -> None:
        self._engine = engine

    def add(self, shown: Sequence[Suggestion]) -> None:
        """Keep what was shown."""
        if shown:
            with self._engine().begin() as connection:
                connection.execute(insert(suggestions), [vars(one) for one in shown])

    def find(self, suggestion_id: str) -> Suggestion | None:
        """A suggestion that was shown."""
        found = self._read(select(suggestions).where(suggestions.c.id == suggestion_id))
        return next(found, None)

    def judge(self, suggestion_id: str, judgement: str, agent: str, at: datetime) -> None:
        """Keep what an agent made of a suggestion; a later judgement replaces an earlier one."""
        mine = update(suggestions).where(suggestions.c.id == suggestion_id)
        with self._engine().begin() as connection:
            connection.execute(mine.values(judgement=judgement, judged_by=agent, judged_at=at))

    def judged(self) -> list[Suggestion]:
        """Every suggestion that was judged, in the order of judging."""
        query = select(suggestions).where(suggestions.c.judgement.is_not(None))
        return list(self._read(query.order_by(suggestions.c.judged_at)))

    def _read(self, query: Any) -> Iterator[Suggestion]:
        with self._engine().connect() as connection:
            rows = connection.execute(query).mappings().all()
        return (Suggestion(**with_zones(row)) for row in rows)
