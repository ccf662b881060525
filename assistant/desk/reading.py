"""What agents read: the queue as each sees it, a conversation whole, the team."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from assistant.clock import now
from assistant.conversation.linking import is_repeated
from assistant.desk.cases import Cases
from assistant.desk.deliveries import Deliveries
from assistant.desk.form_values import form_of, slot_values
from assistant.desk.rows import Row, Rows, for_agent, in_taking_order, iso
from assistant.desk.stores import DeskStores
from assistant.desk.summary import summarise
from assistant.desk.team import Team
from assistant.desk.transcripts import Transcripts
from assistant.storage.desk.ownership import NoConversation
from assistant.storage.desk.queue import QueueFilter
from assistant.storage.desk.records import DeskConversation, HandOff
from assistant.storage.records import ConversationRecord
from connectors.errors import NotFound
from connectors.panel.protocol import CurrentAgent, Presence
from nlu.entities import district_names

Json = dict[str, Any]

_WHOLE: Final = 2000
"""Rows of a list that is never cut to the limit asked for."""
_TRANSCRIPT: Final = 500


class DeskReading:
    """Implements `connectors.panel.desk.Queue`."""

    def __init__(
        self,
        stores: DeskStores,
        dialogue_state: Callable[[str], Mapping[str, Any] | None],
        family: Callable[[str], Sequence[ConversationRecord]],
        team: Team,
        rows: Rows,
        transcripts: Transcripts,
        cases: Cases,
        deliveries: Deliveries,
        limits: tuple[timedelta, timedelta],
        changed: Callable[[], None],
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._stores = stores
        self._dialogue_state = dialogue_state
        self._family = family
        self._team = team
        self._rows = rows
        self._transcripts = transcripts
        self._cases = cases
        self._deliveries = deliveries
        self._amber, self._red = limits
        self._changed = changed
        self._clock = clock

    async def queue(
        self,
        agent: CurrentAgent,
        language: str | None,
        channel: str | None,
        topic: str | None,
        limit: int,
    ) -> Json:
        """The lists; see the protocol."""
        only = QueueFilter(language, channel, topic)
        return await asyncio.to_thread(self._lists, agent, only, limit)

    async def conversation(self, agent: CurrentAgent, case: str) -> Json:
        """A conversation, whole; see the protocol."""
        found, details = await asyncio.to_thread(self._details, agent, case)
        reach = await self._deliveries.reach(found.channel, found.sender)
        details["reachable"] = {"state": reach.state, "until": iso(reach.until)}
        return details

    async def agents(self) -> list[Json]:
        """The team; see the protocol."""
        return await asyncio.to_thread(self._team.list)

    async def say_presence(self, agent: CurrentAgent, presence: Presence) -> None:
        """The agent is there, away, or gone; see the protocol."""
        await asyncio.to_thread(self._stores.presence.say, agent.id, presence, self._clock())
        self._changed()

    def _lists(self, agent: CurrentAgent, only: QueueFilter, limit: int) -> Json:
        event = (
            self._stores.events.last()
        )  # first: what comes meanwhile is sent again, never left out
        at = self._clock()
        staff = self._team.staff()
        waiting = self._stores.queue.in_state("waiting", only, _WHOLE)
        waiting = in_taking_order(waiting, agent, staff, at, self._red)
        mine = self._stores.queue.in_state("with_agent", QueueFilter(), _WHOLE, agent.id)
        counts = self._stores.queue.counts(only)
        render = self._rows.render
        return {
            "waiting": [for_agent(render(c, at), agent, n) for n, c in enumerate(waiting, 1)],
            "mine": [for_agent(render(c, at), agent) for c in mine],
            "bot": self._list("bot", only, limit, agent, at),
            "closed": self._list("closed", only, limit, agent, at),
            "counts": {
                "waiting": counts.get("waiting", 0),
                "mine": len(mine),
                "bot": counts.get("bot", 0),
                "closed": counts.get("closed", 0),
            },
            "limits": {
                "amber_seconds": int(self._amber.total_seconds()),
                "red_seconds": int(self._red.total_seconds()),
            },
            "event": event,
        }

    def _list(
        self, state: Any, only: QueueFilter, limit: int, agent: CurrentAgent, at: datetime
    ) -> list[Row]:
        found = self._stores.queue.in_state(state, only, limit)
        return [for_agent(self._rows.render(c, at), agent) for c in found]

    def _details(self, agent: CurrentAgent, case: str) -> tuple[DeskConversation, Json]:
        try:
            found = self._stores.ownership.read(case)
        except NoConversation:
            raise NotFound("no-such-conversation", "There is no such conversation.") from None
        at = self._clock()
        others = self._family(case)
        messages = self._stores.messages.transcript(case, _TRANSCRIPT, [o.id for o in others])
        channels = {other.id: other.channel for other in others}
        rendered = [
            {**self._transcripts.render(m), "channel": channels.get(m.conversation_id)}
            for m in messages
            if m.conversation_id == case or not is_repeated(m)
        ]
        earlier = self._stores.queue.by_ids(list(channels)).values()
        titles: Mapping[str, str] = {
            m["entry"]: m["entry_title_zh"] for m in rendered if m["entry_title_zh"]
        }
        state = self._dialogue_state(case)
        return found, {
            "row": for_agent(self._rows.render(found, at), agent),
            "summary": summarise(
                found.language, messages, titles, slot_values(state), district_names()
            ),
            "messages": rendered,
            "form": form_of(state),
            "earlier": [for_agent(self._rows.render(one, at), agent) for one in earlier],
            "handoffs": [self._handoff(one) for one in self._stores.queue.handoffs(case)],
            "notes": [self._cases.note_card(note) for note in self._stores.notes.of(case)],
        }

    def _handoff(self, one: HandOff) -> Json:
        return {
            "reason": one.reason,
            "asked_at": iso(one.asked_at),
            "taken_at": iso(one.taken_at),
            "agent": self._team.described(one.agent_id),
            "ended_at": iso(one.ended_at),
            "outcome": one.outcome,
            "due_at": iso(one.due_at),
        }
