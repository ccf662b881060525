"""What the panel's routes ask of the desk. What it gives is JSON as in `docs/panel-api.md`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from connectors.panel.protocol import CurrentAgent, Presence

Json = dict[str, Any]
Frame = Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A message that an agent sends. `used` says whether a suggestion was sent as it was."""

    text: str
    client_id: str
    suggestion: str | None = None
    used: Literal["sent", "edited"] | None = None
    phrase: str | None = None
    translate: bool = False


@dataclass(frozen=True)
class Call:
    """A call that an agent logs. `started_at` is ISO 8601 with an offset."""

    language: str
    question: str
    entries: tuple[str, ...]
    topic: str | None
    outcome: str
    note: str | None
    started_at: str | None


class Queue(Protocol):
    """Reading: the queue, conversations, the team."""

    async def queue(
        self,
        agent: CurrentAgent,
        language: str | None,
        channel: str | None,
        topic: str | None,
        limit: int,
    ) -> Json:
        """The lists as this agent sees them."""
        ...

    async def conversation(self, agent: CurrentAgent, case: str) -> Json:
        """A conversation, whole. Raises NotFound."""
        ...

    async def agents(self) -> list[Json]:
        """Everyone whose account is open."""
        ...

    async def say_presence(self, agent: CurrentAgent, presence: Presence) -> None:
        """The agent is there, away, or gone."""
        ...


class Cases(Protocol):
    """Acting on a conversation. Raises NotFound, Unprocessable, Conflict."""

    async def take(self, agent: CurrentAgent, case: str, version: int | None) -> Json: ...

    async def give_back(self, agent: CurrentAgent, case: str, version: int | None) -> Json: ...

    async def close(
        self, agent: CurrentAgent, case: str, reason: str, version: int | None
    ) -> Json: ...

    async def transfer(
        self, agent: CurrentAgent, case: str, to: str | None, version: int | None
    ) -> Json: ...

    async def want_interpreter(
        self, agent: CurrentAgent, case: str, language: str | None
    ) -> Json: ...

    async def interpret(self, agent: CurrentAgent, case: str) -> Json: ...

    async def note(self, agent: CurrentAgent, case: str, text: str) -> Json: ...


class Answers(Protocol):
    """Writing to the person."""

    async def send(self, agent: CurrentAgent, case: str, draft: Draft) -> Json:
        """Send a message, once for each client id. Raises NotFound, Unprocessable, Conflict."""
        ...


class Assist(Protocol):
    """What helps an agent to answer."""

    async def for_case(self, agent: CurrentAgent, case: str, query: str | None) -> Json: ...

    async def for_caller(self, agent: CurrentAgent, query: str, caller: str | None) -> Json: ...

    async def judge(self, agent: CurrentAgent, suggestion: str, judgement: str) -> None: ...


class Calls(Protocol):
    """The log of calls."""

    async def log(self, agent: CurrentAgent, call: Call) -> str: ...

    async def newest(self, limit: int) -> list[Json]: ...


class Reports(Protocol):
    """Insight, and the content with its facts' ages."""

    async def insight(self, first: date | None, last: date | None) -> Json: ...

    async def table(
        self, agent: CurrentAgent, /, name: str, first: date | None, last: date | None
    ) -> str:
        """One table as CSV, for an agent. Raises NotFound where there is none of this name."""
        ...

    async def draft(self, question: str, language: str | None) -> Json: ...

    async def content(self, stale_only: bool) -> list[Json]: ...

    async def entry(self, entry: str, language: str) -> Json: ...

    def phrases(self) -> list[Json]: ...


class Line(Protocol):
    """One open panel's share of the live events."""

    def frames(self) -> AsyncIterator[Frame]:
        """The frames, from what came after the event asked for; ends when `close` is called.

        Raises TooSlow where the panel does not keep up.
        """
        ...

    def watch(self, case: str | None) -> None:
        """Messages of this conversation only are wanted from now on."""
        ...

    def close(self) -> None:
        """No more frames are wanted."""
        ...


class TooSlow(Exception):
    """A panel does not read its frames in time; it may connect again and resume."""


class Live(Protocol):
    """The live events."""

    async def open(self, agent: CurrentAgent, after: int | None) -> Line:
        """A line for an agent, from after an event, or from now."""
        ...

    async def typing(self, agent: CurrentAgent, case: str) -> None:
        """The agent is writing."""
        ...

    async def seen(self, agent: CurrentAgent) -> None:
        """The agent's panel is open."""
        ...


@dataclass(frozen=True)
class Desk:
    """All of it."""

    queue: Queue
    cases: Cases
    answers: Answers
    assist: Assist
    calls: Calls
    reports: Reports
    live: Live
