"""What an agent does with a conversation: take, answer, give back, pass on, close, note."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from assistant.clock import now
from assistant.desk.outbox import Outbox
from assistant.desk.rows import Rows, for_agent, iso
from assistant.desk.team import Team
from assistant.desk.words import HandOffWords, Said, as_record
from assistant.ownership import (
    Close,
    Event,
    GiveBack,
    HeldByAnother,
    Interpret,
    NotHeld,
    Take,
    Transfer,
    WantInterpreter,
)
from assistant.storage.conversations import new_id
from assistant.storage.desk.files import NoteRepository
from assistant.storage.desk.ownership import (
    Change,
    NoConversation,
    OwnershipRepository,
    StaleVersion,
    Values,
)
from assistant.storage.desk.records import DeskConversation, DeskEvent, Note
from assistant.storage.records import MessageRecord
from connectors.errors import Conflict, NotFound, Unprocessable
from connectors.panel.protocol import CurrentAgent
from nlu.languages import DEFAULT_LANGUAGE

CLOSE_REASONS: Final = frozenset({"solved", "referred", "no_answer", "spam", "other"})

Json = dict[str, Any]
Tells = Callable[[str], Said]
"""What the person is told, in their language."""


class Cases:
    """Implements `connectors.panel.desk.Cases`, but for reading and writing to the person."""

    def __init__(
        self,
        ownership: OwnershipRepository,
        notes: NoteRepository,
        outbox: Outbox,
        team: Team,
        rows: Rows,
        words: HandOffWords,
        changed: Callable[[], None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._ownership = ownership
        self._notes = notes
        self._outbox = outbox
        self._team = team
        self._rows = rows
        self._words = words
        self._changed = changed
        self._clock = clock

    async def take(self, agent: CurrentAgent, case: str, version: int | None) -> Json:
        """Take a conversation; the bot is silent from now on."""
        return await self._change(
            agent, case, Take(agent.id), version, self._joined(agent.display_name)
        )

    async def give_back(self, agent: CurrentAgent, case: str, version: int | None) -> Json:
        """Give a conversation back to the bot."""
        event = GiveBack(agent.id, agent.may_supervise)
        return await self._change(agent, case, event, version, self._ended("returned"))

    async def close(self, agent: CurrentAgent, case: str, reason: str, version: int | None) -> Json:
        """Close a conversation. Raises Unprocessable for a reason that is not known."""
        if reason not in CLOSE_REASONS:
            raise Unprocessable("invalid-field", "The field 'reason' is not a known reason.")
        event = Close(agent.id, agent.may_supervise)
        tells = self._ended("closed")
        return await self._change(agent, case, event, version, tells, {"close_reason": reason})

    async def transfer(
        self, agent: CurrentAgent, case: str, to: str | None, version: int | None
    ) -> Json:
        """Pass a conversation on to another agent, or back into the queue (`to` is None)."""
        event = Transfer(agent.id, to, agent.may_supervise)
        if to is None:
            values = {"reason": "transfer"}
            return await self._change(agent, case, event, version, self._ended("queued"), values)
        staff = await asyncio.to_thread(self._team.staff, True)
        if to not in staff.agents:
            raise Unprocessable("unknown-agent", "There is no such agent.")
        return await self._change(
            agent, case, event, version, self._joined(staff.agents[to].display_name)
        )

    async def want_interpreter(self, agent: CurrentAgent, case: str, language: str | None) -> Json:
        """Ask for an agent who speaks a language; None takes it back."""
        event = WantInterpreter(agent.id, language)
        wanted = DeskEvent("interpreter", case, data={"language": language})
        return await self._change(agent, case, event, None, events=(wanted,))

    async def interpret(self, agent: CurrentAgent, case: str) -> Json:
        """Join a conversation as its interpreter."""
        return await self._change(agent, case, Interpret(agent.id), None)

    async def note(self, agent: CurrentAgent, case: str, text: str) -> Json:
        """Keep a private note on a conversation."""
        await asyncio.to_thread(self._read, case)
        note = Note(new_id(), case, agent.id, text, self._clock())
        await asyncio.to_thread(self._notes.add, note)
        self._changed()
        return self.note_card(note)

    def note_card(self, note: Note) -> Json:
        """A note as the panel shows it."""
        by = self._team.described(note.agent_id)
        return {"id": note.id, "agent": by, "text": note.text, "at": iso(note.created_at)}

    def _joined(self, name: str) -> Tells:
        return lambda language: self._words.with_agent(language, name)

    def _ended(self, key: str) -> Tells:
        return lambda language: self._words.ended(language, key)

    async def _change(
        self,
        agent: CurrentAgent,
        case: str,
        event: Event,
        version: int | None,
        tells: Tells | None = None,
        values: Values | None = None,
        events: tuple[DeskEvent, ...] = (),
    ) -> Json:
        """Carry out an event, tell the person, and give the row. Raises Conflict, NotFound."""
        told: list[MessageRecord] = []

        def tell(change: Change) -> list[MessageRecord]:
            told.clear()
            if tells is not None:
                told.append(as_record(tells(change.after.language or DEFAULT_LANGUAGE), case))
            return told

        def carry_out() -> Change:
            return self._ownership.change(
                case,
                event,
                self._clock(),
                expected=version,
                values=values,
                tell=tell,
                events=events,
            )

        change = await self._refusing(agent, carry_out)
        self._changed()
        if change.happened and told:
            await self._outbox.send(change.after.channel, change.after.sender, told)
        return await asyncio.to_thread(self._row, change.after, agent)

    async def _refusing(self, agent: CurrentAgent, carry_out: Callable[[], Change]) -> Change:
        try:
            return await asyncio.to_thread(carry_out)
        except NoConversation:
            raise NotFound("no-such-conversation", "There is no such conversation.") from None
        except NotHeld:
            raise Conflict("not-held", "Nobody holds this conversation.") from None
        except HeldByAnother as error:
            holder = await asyncio.to_thread(self._team.described, error.agent)
            raise Conflict(
                "taken", "Another agent holds this conversation.", agent=holder
            ) from None
        except StaleVersion as error:
            row = await asyncio.to_thread(self._row, error.present, agent)
            raise Conflict("stale", "The conversation has changed meanwhile.", row=row) from None

    def _read(self, case: str) -> DeskConversation:
        try:
            return self._ownership.read(case)
        except NoConversation:
            raise NotFound("no-such-conversation", "There is no such conversation.") from None

    def _row(self, conversation: DeskConversation, agent: CurrentAgent) -> Json:
        return for_agent(self._rows.render(conversation, self._clock()), agent)
