"""Hand-off, from the person's side: asked for, waited for, cancelled, a message left."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Final

from assistant.clock import now
from assistant.desk.office import Office
from assistant.desk.team import Team
from assistant.desk.words import HandOffWords, Said
from assistant.ownership import Ask, Leave, Write
from assistant.storage.desk.ownership import OwnershipRepository
from assistant.storage.desk.queue import QueueRepository
from assistant.storage.desk.records import DeskConversation, DeskEvent
from nlu.languages import DEFAULT_LANGUAGE

REASONS: Final = frozenset({"request", "failures", "complaint", "danger", "feedback"})
_TAKES_A_MESSAGE: Final = frozenset({"request", "complaint"})
"""Whoever asks for a person or complains, while nobody is there, may leave a message."""
_FEW_WAITS: Final = 5
"""So many waits must be known before they say how long the next will be."""
_LOOK_BACK: Final = timedelta(days=7)
_FIRST_GUESS: Final = timedelta(minutes=3)
"""How long one person ahead takes, before anything was measured."""


class HandOffs:
    """What the conversation's path asks of the desk. Calls block: make them off the event loop."""

    def __init__(
        self,
        ownership: OwnershipRepository,
        queue: QueueRepository,
        team: Team,
        office: Office,
        words: HandOffWords,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._ownership = ownership
        self._queue = queue
        self._team = team
        self._office = office
        self._words = words
        self._clock = clock

    def request(self, conversation_id: str, reason: str, language: str) -> Said:
        """Ask for a person; what is said about it. Nobody there is said at once."""
        at = self._clock()
        before = self._ownership.read(conversation_id)
        open_now = self._office.is_open(at)
        here = open_now and bool(self._team.staff(fresh=True).online)
        if before.state in ("bot", "closed") and not here:
            self._queue.note_unavailable(before, reason, at)
            opens_at = None if open_now else self._office.opens_next(at)
            # Who did not ask for a person goes on talking to the bot: their next words are no
            # message that was left.
            due = None
            if reason in _TAKES_A_MESSAGE:
                due = self._office.due(at, complaint=reason == "complaint")
                self._mark(conversation_id, at, leaving_message=True, reason=reason)
            return self._words.unavailable(language, due, open_now, opens_at)
        values = {"reason": reason, "urgent": before.urgent or reason == "danger"}
        change = self._ownership.change(conversation_id, Ask(), at, values=values)
        return self._status(change.after, language)

    def leave(self, conversation_id: str, language: str) -> Said:
        """The person no longer wants a person, or leaves no message; what is said about it."""
        at = self._clock()
        change = self._ownership.change(conversation_id, Leave(), at)
        if not change.happened and change.before.leaving_message:
            self.leave_none(conversation_id)
        key = "returned" if change.before.state == "with_agent" else "cancelled"
        return self._words.ended(language, key)

    def leave_message(self, conversation_id: str, language: str) -> Said:
        """The person's last message is one left for the desk: a call-back item of the queue."""
        at = self._clock()
        reason = self._ownership.read(conversation_id).reason or "request"
        due = self._office.due(at, complaint=reason == "complaint")
        values = {"reason": reason, "due_at": due, "leaving_message": False}
        self._ownership.change(conversation_id, Ask(), at, values=values)
        return self._words.left(language, due)

    def leave_none(self, conversation_id: str) -> None:
        """The person went on with something else: no message is being left any more."""
        self._mark(conversation_id, self._clock(), leaving_message=False)

    def wrote(self, conversation_id: str) -> None:
        """The person writes again after an agent closed the conversation: the bot's it is."""
        self._ownership.change(conversation_id, Write(), self._clock())

    def still_waiting(self, conversation_id: str, language: str) -> Said | None:
        """What is said, beside the bot's answer, to a person who waits; None to others."""
        found = self._ownership.read(conversation_id)
        if found.state != "waiting" or found.due_at is not None:
            return None
        return self._words.still_waiting(language, self._queue.position(found))

    def alert(self, conversation_id: str, kind: str) -> None:
        """An emergency: the conversation is urgent, and the desk is alarmed."""
        values = {"urgent": True, "emergency": kind}
        event = DeskEvent("alert", conversation_id, data={"kind": kind})
        self._ownership.mark(conversation_id, self._clock(), values, event)

    def _status(self, found: DeskConversation, language: str) -> Said:
        if found.state == "with_agent":
            agent = self._team.described(found.agent_id) or {}
            return self._words.with_agent(language, str(agent.get("display_name") or ""))
        if found.due_at is not None:
            return self._words.left(language, found.due_at)
        position = self._queue.position(found)
        return self._words.waiting(language or DEFAULT_LANGUAGE, position, self._minutes(position))

    def _minutes(self, position: int) -> int:
        """About how many minutes the person at a position waits: from the last waits, if any."""
        waits = self._queue.recent_waits(self._clock() - _LOOK_BACK)
        online = max(1, len(self._team.staff().online))
        rounds = math.ceil(position / online)
        each = median(waits) if len(waits) >= _FEW_WAITS else _FIRST_GUESS.total_seconds()
        return max(1, math.ceil(rounds * each / 60))

    def _mark(self, conversation_id: str, at: datetime, **values: Any) -> None:
        self._ownership.mark(conversation_id, at, values, DeskEvent("row", conversation_id))
