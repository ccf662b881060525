"""Who may speak in a conversation: exactly one of the bot and an agent, at any moment.

    bot ──ask──▶ waiting ──take──▶ with_agent ──give_back──▶ bot
     ▲              │ cancel            │ close
     └──────────────┘                   ▼
     ▲────────────person writes──────closed

This is the pure state machine. `assistant.storage.desk.ownership` keeps it, with a version that
every change counts up, so that of two workers who change one state at once only one succeeds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["bot", "waiting", "with_agent", "closed"]


class NotHeld(Exception):
    """The action needs an agent who holds the conversation, and nobody does."""


class HeldByAnother(Exception):
    """Another agent holds the conversation."""

    def __init__(self, agent: str) -> None:
        super().__init__(agent)
        self.agent = agent


@dataclass(frozen=True)
class Ownership:
    """Who has a conversation. `agent` is set in `with_agent` only; `interpreter` speaks beside."""

    state: State = "bot"
    agent: str | None = None
    interpreter: str | None = None
    wanted: str | None = None
    """The language that an interpreter was asked for, until one joins."""

    @property
    def bot_speaks(self) -> bool:
        """Whether the bot may speak; else the agents of the conversation may, and nobody else."""
        return self.state != "with_agent"

    def may_write(self, agent: str) -> bool:
        """Whether this agent may speak."""
        return not self.bot_speaks and agent in (self.agent, self.interpreter)


@dataclass(frozen=True)
class Ask:
    """A person is asked for."""


@dataclass(frozen=True)
class Leave:
    """The person wants no agent (any more): they cancel waiting, or go back to the bot."""


@dataclass(frozen=True)
class Write:
    """The person writes."""


@dataclass(frozen=True)
class Take:
    """An agent takes the conversation."""

    by: str


@dataclass(frozen=True)
class GiveBack:
    """The holder gives the conversation back to the bot; a supervisor may do it for them."""

    by: str
    supervising: bool = False


@dataclass(frozen=True)
class Close:
    """The holder closes the conversation; a supervisor may do it for them."""

    by: str
    supervising: bool = False


@dataclass(frozen=True)
class Transfer:
    """The holder hands over to another agent, or back into the queue where `to` is None."""

    by: str
    to: str | None
    supervising: bool = False


@dataclass(frozen=True)
class WantInterpreter:
    """The holder asks for somebody who speaks a language beside them; None takes it back."""

    by: str
    language: str | None


@dataclass(frozen=True)
class Interpret:
    """An agent joins as the interpreter who was asked for."""

    by: str


Event = Ask | Leave | Write | Take | GiveBack | Close | Transfer | WantInterpreter | Interpret

_BOT = Ownership("bot")
_WAITING = Ownership("waiting")
_CLOSED = Ownership("closed")


def after(now: Ownership, event: Event) -> Ownership:
    """The ownership after an event; the same one where the event changes nothing.

    Raises:
        HeldByAnother, NotHeld: the agent may not do this now.

    >>> after(after(Ownership(), Ask()), Take("a")).state
    'with_agent'
    """
    if isinstance(event, Ask):
        return now if now.state in ("waiting", "with_agent") else _WAITING
    if isinstance(event, Leave):
        return _BOT if now.state in ("waiting", "with_agent") else now
    if isinstance(event, Write):
        return _BOT if now.state == "closed" else now
    if isinstance(event, Take):
        return _taken(now, event.by)
    if isinstance(event, Interpret):
        return _interpreted(now, event.by)
    _require_holder(now, event.by, getattr(event, "supervising", False))
    if isinstance(event, GiveBack):
        return _BOT
    if isinstance(event, Close):
        return _CLOSED
    if isinstance(event, Transfer):
        return _WAITING if event.to is None else _handed_over(now, event.to)
    return replace(now, wanted=event.language, interpreter=None)


def _require_holder(now: Ownership, by: str, supervising: bool) -> None:
    if now.agent is None:
        raise NotHeld
    if now.agent != by and not supervising:
        raise HeldByAnother(now.agent)


def _taken(now: Ownership, by: str) -> Ownership:
    if now.agent is None:
        return Ownership("with_agent", by)
    if now.agent != by:
        raise HeldByAnother(now.agent)
    return now


def _handed_over(now: Ownership, to: str) -> Ownership:
    interpreter = None if now.interpreter == to else now.interpreter
    return replace(now, agent=to, interpreter=interpreter)


def _interpreted(now: Ownership, by: str) -> Ownership:
    if now.agent is None or (now.wanted is None and now.interpreter != by):
        raise NotHeld
    if now.agent == by:
        raise HeldByAnother(by)
    return replace(now, interpreter=by, wanted=None)
