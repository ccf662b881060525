"""What an action asks of the service itself, beside what it says.

`request_handoff` in a reply's custom part asks for a person (its value is the reason), `alert`
raises an alarm at the desk (its value is the kind of emergency). Neither reaches a channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.desk.handoffs import REASONS

Said = list[dict[str, Any]]

_LONGEST_KIND = 40


@dataclass(frozen=True)
class Signals:
    """Why a person is asked for, and which emergency it is; None where neither is so."""

    reason: str | None = None
    alert: str | None = None


def take_signals(said: Said) -> tuple[Said, Signals]:
    """What is said, without the signals, and the signals. A reply of signals alone is not said.

    >>> take_signals([{"text": "", "custom": {"request_handoff": "request"}}])
    ([], Signals(reason='request', alert=None))
    """
    kept: Said = []
    reason = alert = None
    for one in said:
        custom = dict(one.get("custom") or {})
        asked = custom.pop("request_handoff", None)
        kind = custom.pop("alert", None)
        if asked is not None:
            reason = reason or (asked if asked in REASONS else "request")
        if kind is not None:
            alert = alert or str(kind)[:_LONGEST_KIND]
        if asked is None or one.get("text") or one.get("buttons"):
            kept.append({**one, "custom": custom})
    return kept, Signals(reason, alert)
