"""How long each table keeps its rows, and what of them belongs to a person.

Every table has a rule here; a test fails for one that has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import Table, and_, delete
from sqlalchemy.engine import Engine

from assistant.storage.audit import AuditRepository
from assistant.storage.conversations import ConversationRepository
from assistant.storage.desk.events import EventRepository
from assistant.storage.tables import metadata

Kept = Literal["content", "events", "expiry", "audit", "attempts", "own", "always"]
"""`content`: as long as the content of conversations; `events`: a day; `expiry`: until the time in
the column; `audit`: as long as the audit log; `attempts`: a day; `own`: by those who make the rows,
and for good with the content; `always`: no time ends it."""

Owner = Literal["conversation", "message", "tracker", "sender", "wechat", "none"]
"""By what a row belongs to a person: the id of a conversation or of a message of it, the tracker's
name, channel and sender, the sender in WeChat; or to nobody."""

EVENTS_KEPT: Final = timedelta(days=1)
"""A panel that was away for longer loads the queue again."""
ATTEMPTS_KEPT: Final = timedelta(days=1)


@dataclass(frozen=True)
class Rule:
    """`column` is the time that counts; `why` says what the rows are."""

    kept: Kept
    column: str | None
    owner: Owner
    why: str


RULES: Final[Mapping[str, Rule]] = {
    "conversations": Rule("content", "last_at", "conversation", "one for a person and a channel"),
    "messages": Rule("content", "created_at", "conversation", "what was said"),
    "links": Rule("content", "linked_at", "conversation", "conversations of one person"),
    "link_codes": Rule("expiry", "expires_at", "conversation", "hashes of codes shown"),
    "feedback": Rule("content", "created_at", "message", "ratings and their comments"),
    "trackers": Rule("content", "updated_at", "tracker", "the state of dialogues"),
    "wechat_claims": Rule("expiry", "until", "none", "passive replies, by hash, ten minutes"),
    "wechat_people": Rule("content", "last_at", "wechat", "whom WeChat can be sent to"),
    "wechat_outbox": Rule("content", "changed_at", "wechat", "what is owed in WeChat"),
    "wechat_tokens": Rule("expiry", "until", "none", "the access token of our account"),
    "handoffs": Rule("content", "asked_at", "conversation", "when and why a person was wanted"),
    "notes": Rule("content", "created_at", "conversation", "agents' notes"),
    "call_logs": Rule("content", "created_at", "none", "calls, without the caller"),
    "suggestions": Rule("content", "created_at", "conversation", "entries shown to agents"),
    "presences": Rule("content", "seen_at", "none", "which agent was there last"),
    "desk_events": Rule("events", "created_at", "conversation", "that something changed"),
    "channel_inbox": Rule("content", "changed_at", "sender", "what came in"),
    "channel_people": Rule("content", "last_at", "sender", "whom channels can send to"),
    "channel_outbox": Rule("content", "changed_at", "sender", "what is owed on channels"),
    "channel_values": Rule("expiry", "until", "none", "tokens and cursors of our accounts"),
    "agents": Rule("always", None, "none", "accounts, which the operator closes"),
    "agent_sessions": Rule("own", "seen_at", "none", "who is signed in"),
    "invitations": Rule("expiry", "expires_at", "none", "hashes of one-time links"),
    "sign_in_attempts": Rule("attempts", "last_at", "none", "failures, by hash"),
    "jobs": Rule("always", None, "none", "when the cleaning was last done"),
    "audit": Rule("audit", "at", "none", "what agents did, by ids, without words"),
}

EVERY_TABLE: Final[Mapping[str, Table]] = metadata.tables


@dataclass(frozen=True)
class Retention:
    """Deletes what is over in every table. Calls block: make them off the event loop."""

    engine: Engine
    content: timedelta
    audit: timedelta

    def clean(self, at: datetime) -> Mapping[str, int]:
        """Delete what is over at a moment; how many rows of each table went by their own rule."""
        gone = {"audit": AuditRepository(lambda: self.engine).retire(at - self.audit, at)}
        gone["conversations"] = ConversationRepository(self.engine).delete_older_than(
            at - self.content
        )
        EventRepository(lambda: self.engine).delete_older_than(at - EVENTS_KEPT)
        for name, rule in RULES.items():
            condition = self._over(EVERY_TABLE[name], rule, at)
            if condition is not None and name not in gone:
                with self.engine.begin() as connection:
                    done = connection.execute(delete(EVERY_TABLE[name]).where(condition))
                    gone[name] = int(done.rowcount)
        return gone

    def _over(self, table: Table, rule: Rule, at: datetime) -> Any:
        if rule.column is None:
            return None
        column = table.c[rule.column]
        spans = {
            "content": self.content,
            "own": self.content,
            "attempts": ATTEMPTS_KEPT,
            "expiry": timedelta(),
        }
        if rule.kept not in spans:
            return None
        return and_(column.is_not(None), column < at - spans[rule.kept])
