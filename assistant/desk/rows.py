"""A conversation as a row of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from assistant.desk.office import soon
from assistant.desk.team import Staff, Team
from assistant.storage.desk.records import DeskConversation
from connectors.panel.protocol import CurrentAgent

Row = dict[str, Any]

NOTIFY_STEP: Final = timedelta(seconds=20)
"""How long each agent in the order of calling has, before the next is called too."""


def iso(moment: datetime | None) -> str | None:
    """A time as the panel reads it."""
    return None if moment is None else moment.isoformat()


class Rows:
    """Renders rows: once for everybody, and then what differs for an agent."""

    def __init__(self, team: Team) -> None:
        self._team = team

    def render(self, conversation: DeskConversation, at: datetime) -> Row:
        """The row without what depends on who looks at it. May block for an agent's name."""
        due = conversation.due_at
        state = None
        if due is not None:
            state = "late" if due <= at else "soon" if soon(due, at) else "ok"
        return {
            "id": conversation.id,
            "channel": conversation.channel,
            "language": conversation.language,
            "topic": conversation.topic,
            "state": conversation.state,
            "urgent": conversation.urgent,
            "emergency": conversation.emergency,
            "reason": conversation.reason,
            "waiting_since": iso(conversation.waiting_since),
            "since": iso(conversation.since or conversation.created_at),
            "last_at": iso(conversation.last_at),
            "last_text": conversation.last_text,
            "last_role": conversation.last_role,
            "agent": self._team.described(conversation.agent_id),
            "interpreter": self._team.described(conversation.interpreter_id),
            "interpreter_wanted": conversation.interpreter_language,
            "due_at": iso(due),
            "due_state": state,
            "message_left": due is not None,
            "close_reason": conversation.close_reason,
            "version": conversation.version,
        }


def for_agent(row: Row, agent: CurrentAgent, position: int | None = None) -> Row:
    """The row as one agent sees it: whether they speak its language, and where it stands."""
    return {**row, "skill_match": row["language"] in agent.languages, "position": position}


def calls(row: Row, agent: CurrentAgent, staff: Staff) -> datetime | None:
    """When this agent is called for a conversation, if it waits still; None for never.

    In an emergency everybody who is there is called at once; else one after the other.
    """
    if row["state"] != "waiting" or row["message_left"] or not row["waiting_since"]:
        return None
    order = [one.id for one in staff.call_order(row["language"])]
    if agent.id not in order:
        return None
    steps = 0 if row["urgent"] else order.index(agent.id)
    return datetime.fromisoformat(row["waiting_since"]) + steps * NOTIFY_STEP


def in_taking_order(
    rows: Sequence[DeskConversation],
    agent: CurrentAgent,
    staff: Staff,
    at: datetime,
    red: timedelta,
) -> list[DeskConversation]:
    """Those who wait, in the order in which this agent should take them.

    Emergencies first. Then the longest waiting, but after them those whose language a colleague who
    is there speaks and this agent doesn't, until they have waited for `red`. Messages left last,
    the first due first.
    """

    def key(row: DeskConversation) -> tuple[bool, bool, bool, datetime]:
        since = row.waiting_since or row.last_at
        others = staff.left_to_others(agent, row.language) and at - since < red
        return (not row.urgent, row.due_at is not None, others, row.due_at or since)

    return sorted(rows, key=key)
