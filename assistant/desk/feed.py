"""The live events: one reader a process, and a bounded line to each open panel.

The table of events is the truth; a wake only says that there may be something new. A line begins
where the reader stands, and what its panel missed before that is read for it alone: so nothing is
lost or sent twice at the seam. Where no panel is open nothing is read.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from typing import Any, Final

from assistant.bus import DESK, Bus
from assistant.clock import now
from assistant.desk.calling import CallingList
from assistant.desk.deliveries import Deliveries
from assistant.desk.frames import Frame, Frames
from assistant.desk.rows import Row, Rows, for_agent
from assistant.desk.team import Team
from assistant.storage.desk.events import EventRepository
from assistant.storage.desk.presence import PresenceRepository
from assistant.storage.desk.queue import QueueFilter, QueueRepository
from assistant.storage.desk.records import DeskEvent
from connectors.panel.desk import TooSlow
from connectors.panel.protocol import CurrentAgent

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 1000
"""Frames that a panel may be behind, before its line is cut."""
MOST_MISSED: Final = 2000
"""Events that a panel may have missed, before it has to load the queue again."""
_BATCH: Final = 200
_LOOK_SECONDS: Final = 1.0
_PAUSE_SECONDS: Final = 0.05
"""Between two readings, so that in a crowd many events are read and rendered at once."""
_MOST_CALLED: Final = 2000


class AgentLine:
    """One open panel. Implements `connectors.panel.desk.Line`."""

    def __init__(self, agent: CurrentAgent, closed: Callable[[AgentLine], None]) -> None:
        self.agent = agent
        self.event = 0
        self._frames: deque[Mapping[str, Any]] = deque()
        self._news = asyncio.Event()
        self._closed = closed
        self._is_open = True
        self._is_slow = False
        self._watched: str | None = None
        self._watches = False

    def watch(self, case: str | None) -> None:
        """Messages of this conversation only; see the protocol."""
        self._watched, self._watches = case, True

    def put(self, frame: Frame) -> None:
        """Queue a frame; a panel that is too far behind is cut."""
        self.event = max(self.event, frame.event)
        if frame.case is not None and self._watches and frame.case != self._watched:
            return
        data = frame.data
        if frame.row is not None:
            row = for_agent(frame.row, self.agent)
            data = row if frame.type == "row" else {**data, "row": row}
        self.send({"event": frame.event, "type": frame.type, "data": data})

    def send(self, frame: Mapping[str, Any]) -> None:
        """Queue a frame as it is."""
        if len(self._frames) >= MOST_WAITING:
            self._is_slow = True
        else:
            self._frames.append(frame)
        self._news.set()

    def call(self, row: Row) -> None:
        """It is this agent's turn to be called for a conversation that waits."""
        data = {"conversation": row["id"], "row": for_agent(row, self.agent)}
        self.send({"event": self.event, "type": "notify", "data": data})

    async def frames(self) -> AsyncIterator[Mapping[str, Any]]:
        """The frames as they come; see the protocol."""
        while self._is_open:
            while self._frames and not self._is_slow:
                yield self._frames.popleft()
            if self._is_slow:
                raise TooSlow
            self._news.clear()
            if not self._frames:
                await self._news.wait()

    def close(self) -> None:
        """End the line; see the protocol."""
        self._is_open = False
        self._news.set()
        self._closed(self)


class Feed:
    """Reads the events and gives them to the lines. Implements `connectors.panel.desk.Live`."""

    def __init__(
        self,
        events: EventRepository,
        queue: QueueRepository,
        presence: PresenceRepository,
        frames: Frames,
        rows: Rows,
        team: Team,
        bus: Bus,
        deliveries: Deliveries,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._events = events
        self._queue = queue
        self._presence = presence
        self._frames = frames
        self._rows = rows
        self._team = team
        self._bus = bus
        self._deliveries = deliveries
        self._clock = clock
        self._lines: set[AgentLine] = set()
        self._calling = CallingList()
        self._position: int | None = None
        self._reading = asyncio.Lock()
        self._news = asyncio.Event()

    async def open(self, agent: CurrentAgent, after: int | None) -> AgentLine:
        """Open a line; see the protocol."""
        async with self._reading:
            position = await self._start()
            line = AgentLine(agent, self._lines.discard)
            line.event = position
            line.send({"type": "hello", "event": position})
            if after is not None and after < position:
                await self._catch_up(line, after, position)
            elif after is not None and after > position:
                line.send({"type": "reset", "event": position})
            self._lines.add(line)
        if await asyncio.to_thread(self._presence.seen, agent.id, self._clock(), True):
            self._bus.publish(DESK)
        staff = await asyncio.to_thread(self._team.staff, True)
        self._calling.join(agent, line.call, staff)
        return line

    async def typing(self, agent: CurrentAgent, case: str) -> None:
        """The agent is writing; see the protocol."""
        found = await asyncio.to_thread(self._queue.by_ids, [case])
        if case in found and found[case].ownership.may_write(agent.id):
            await self._deliveries.show_typing(found[case].channel, found[case].sender)
            await self._say(DeskEvent("typing", case, agent.id))

    async def seen(self, agent: CurrentAgent) -> None:
        """The agent's panel is open; see the protocol."""
        if await asyncio.to_thread(self._presence.seen, agent.id, self._clock()):
            self._bus.publish(DESK)

    async def run(self) -> None:
        """Read again and again, woken by the bus and at least once a second; until cancelled."""
        stop = self._bus.listen(DESK, self._news.set)
        try:
            while True:
                try:
                    await self.read()
                except Exception:
                    logger.exception("The desk's events could not be read")
                self._calling.call(self._clock())
                await asyncio.sleep(_PAUSE_SECONDS)
                try:
                    await asyncio.wait_for(self._news.wait(), _LOOK_SECONDS)
                except asyncio.TimeoutError:
                    continue
                finally:
                    self._news.clear()
        finally:
            stop()

    async def read(self) -> int:
        """Give every new event to the lines; how many there were. Whoever opens the first line
        begins anew."""
        count = 0
        async with self._reading:
            if not self._lines:
                self._position = None
                return 0
            position = await self._start()
            while True:
                events = await asyncio.to_thread(self._events.after, position, _BATCH)
                if not events:
                    return count
                frames = await asyncio.to_thread(self._frames.render, events)
                position = self._position = events[-1].number
                count += len(events)
                await self._give(frames)

    async def _give(self, frames: list[Frame]) -> None:
        if any(frame.type == "row" for frame in frames):
            staff = await asyncio.to_thread(self._team.staff)
            callers = [(line.agent, line.call) for line in self._lines]
            for frame in frames:
                if frame.type == "row" and frame.row is not None:
                    self._calling.see(frame.row, staff, callers)
        for line in list(self._lines):
            for frame in frames:
                line.put(frame)

    async def _start(self) -> int:
        """Where the reader stands; at first, the last event, with those who wait already."""
        if self._position is None:
            self._calling = CallingList()
            position = await asyncio.to_thread(self._events.last)
            waiting = await asyncio.to_thread(
                self._queue.in_state, "waiting", QueueFilter(), _MOST_CALLED
            )
            staff = await asyncio.to_thread(self._team.staff)
            for conversation in waiting:
                row = await asyncio.to_thread(self._rows.render, conversation, self._clock())
                self._calling.see(row, staff, ())
            self._position = position
        return self._position

    async def _catch_up(self, line: AgentLine, after: int, position: int) -> None:
        """Send what a panel missed, or a reset where that is too much or no more there."""
        reaches = await asyncio.to_thread(self._events.reaches, after)
        events = []
        if reaches:
            events = await asyncio.to_thread(self._events.after, after, MOST_MISSED, position)
        if not reaches or len(events) == MOST_MISSED:
            line.send({"type": "reset", "event": position})
            return
        frames = await asyncio.to_thread(self._frames.render, events)
        if len(frames) >= MOST_WAITING:
            line.send({"type": "reset", "event": position})
            return
        for frame in frames:
            line.put(frame)

    async def _say(self, event: DeskEvent) -> None:
        await asyncio.to_thread(self._events.append, [event], self._clock())
        self._bus.publish(DESK)
