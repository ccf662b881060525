"""Calls that agents answer on the telephone, logged with what was asked and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, Final

from assistant.clock import now
from assistant.desk.rows import iso
from assistant.desk.team import Team
from assistant.storage.conversations import new_id
from assistant.storage.desk.files import CallRepository
from assistant.storage.desk.records import CallLog
from connectors.errors import Unprocessable
from connectors.panel.desk import Call
from connectors.panel.protocol import CurrentAgent
from knowledge.model.guide import TOPICS
from nlu.languages import LANGUAGES

OUTCOMES: Final = frozenset({"answered", "referred", "callback", "unanswered"})


class DeskCalls:
    """Implements `connectors.panel.desk.Calls`."""

    def __init__(
        self, store: CallRepository, team: Team, clock: Callable[[], datetime] = now
    ) -> None:
        self._store = store
        self._team = team
        self._clock = clock

    async def log(self, agent: CurrentAgent, call: Call) -> str:
        """Keep a call; its id. Raises Unprocessable where a field breaks a rule."""
        if call.outcome not in OUTCOMES:
            raise Unprocessable("invalid-field", "The field 'outcome' is not a known outcome.")
        if call.topic is not None and call.topic not in TOPICS:
            raise Unprocessable("invalid-field", "The field 'topic' is not a known topic.")
        if call.language not in LANGUAGES:
            raise Unprocessable("unknown-language", "The field 'language' is not a known one.")
        record = CallLog(
            id=new_id(),
            agent_id=agent.id,
            language=call.language,
            question=call.question,
            entries=list(call.entries),
            topic=call.topic,
            outcome=call.outcome,
            note=call.note,
            started_at=_moment(call.started_at),
            created_at=self._clock(),
        )
        await asyncio.to_thread(self._store.add, record)
        return record.id

    async def newest(self, limit: int) -> list[dict[str, Any]]:
        """The last calls, newest first."""
        return await asyncio.to_thread(self._cards, limit)

    def _cards(self, limit: int) -> list[dict[str, Any]]:
        return [
            {
                "id": call.id,
                "agent": self._team.described(call.agent_id),
                "language": call.language,
                "question": call.question,
                "entries": list(call.entries),
                "topic": call.topic,
                "outcome": call.outcome,
                "note": call.note,
                "started_at": iso(call.started_at),
                "at": iso(call.created_at),
            }
            for call in self._store.newest(limit)
        ]


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unprocessable("invalid-field", "The field 'started_at' is no time with an offset.")
    return moment.astimezone(timezone.utc)
