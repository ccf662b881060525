"""The desk's events as frames for panels: read and rendered once, whoever is listening."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.clock import now
from assistant.desk.cases import Cases
from assistant.desk.rows import Row, Rows
from assistant.desk.team import Team
from assistant.desk.transcripts import Transcripts
from assistant.storage.desk.files import NoteRepository
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.desk.queue import QueueRepository
from assistant.storage.desk.records import DeskEvent

_ALONE = frozenset({"presence", "typing", "removed"})
"""Events that say nothing new about a row."""


@dataclass(frozen=True)
class Frame:
    """What is sent of an event. `row` is the row in it, which looks different to each agent;
    `case` is set where only who watches that conversation gets it."""

    event: int
    type: str
    data: Mapping[str, Any]
    row: Row | None = None
    case: str | None = None


class Frames:
    """Renders events. What they name is read in a few queries a batch. Calls block."""

    def __init__(
        self,
        queue: QueueRepository,
        messages: AgentMessageRepository,
        notes: NoteRepository,
        team: Team,
        rows: Rows,
        transcripts: Transcripts,
        cases: Cases,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._queue = queue
        self._messages = messages
        self._notes = notes
        self._team = team
        self._rows = rows
        self._transcripts = transcripts
        self._cases = cases
        self._clock = clock

    def render(self, events: Sequence[DeskEvent]) -> list[Frame]:
        """The frames of events, in order.

        A row is sent once, with its conversation's last event of the batch: what is read now holds
        what the earlier ones changed. Where that event has a frame of its own, the row goes before
        it under the number before, so that whoever lost the frame gets both again.
        """
        last = {e.conversation_id: e.number for e in events if e.type not in _ALONE}
        gone = {e.conversation_id for e in events if e.type == "removed"}
        rows = self._read_rows([case for case in last if case is not None and case not in gone])
        messages = self._messages.by_ids(_subjects(events, "message"))
        notes = self._notes.find(_subjects(events, "note"))
        frames: list[Frame] = []
        for event in events:
            case, number = event.conversation_id, event.number
            row = rows.get(case or "")
            own = self._own(event, row, messages, notes)
            if row is not None and last.get(case) == number:
                frames.append(Frame(number - (own is not None), "row", row, row))
            if own is not None:
                frames.append(own)
        return frames

    def _read_rows(self, cases: Sequence[str]) -> dict[str, Row]:
        at = self._clock()
        return {c.id: self._rows.render(c, at) for c in self._queue.by_ids(cases).values()}

    def _own(
        self,
        event: DeskEvent,
        row: Row | None,
        messages: Mapping[str, Any],
        notes: Mapping[str, Any],
    ) -> Frame | None:
        """The frame of an event but for its row; None where it has none, or its subject is gone."""
        number, case, data = event.number, event.conversation_id, event.data or {}
        subject = event.subject or ""
        if event.type == "removed":
            return Frame(number, "removed", {"conversation": case})
        if event.type == "presence":
            agent = self._team.staff(fresh=True).agents.get(subject)
            card = {"agent": self._team.card(agent)} if agent else {}
            return Frame(number, "presence", card) if agent else None
        if event.type == "typing":
            return Frame(number, "typing", {"conversation": case, "by": subject}, None, case)
        if row is None:
            return None
        if event.type == "message" and subject in messages:
            message = self._transcripts.render(messages[subject])
            return Frame(number, "message", {"conversation": case, "message": message}, None, case)
        if event.type == "note" and subject in notes:
            note = self._cases.note_card(notes[subject])
            return Frame(number, "note", {"conversation": case, "note": note}, None, case)
        if event.type == "alert":
            return Frame(number, "alert", {"conversation": case, "kind": data.get("kind")}, row)
        if event.type == "interpreter":
            wanted = {"conversation": case, "language": data.get("language")}
            return Frame(number, "interpreter", wanted, row)
        return None


def _subjects(events: Sequence[DeskEvent], kind: str) -> list[str]:
    return list({event.subject for event in events if event.subject and event.type == kind})
