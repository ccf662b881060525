"""What happened in the present turn, out of Rasa's tracker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from actions.forms.understanding import Utterance
from actions.message import language_of, latest_intents
from nlu.languages import LANGUAGES

_SILENT: Final = frozenset({"action_listen", "action_extract_slots", "action_session_start"})


def utterance_of(tracker: Any) -> Utterance:
    """The person's message, as the dialogue understood it."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    return Utterance(
        text=message.get("text") or "",
        intent=str(intent.get("name") or ""),
        confidence=float(intent.get("confidence") or 0.0),
        values={one["entity"]: one.get("value") for one in message.get("entities") or []},
        ranking=latest_intents(tracker, ""),
    )


def actions_this_turn(tracker: Any, loop: str) -> list[str]:
    """The actions that have run since the person spoke, the form's own aside."""
    ran = (event["name"] for event in _since_message(tracker) if event.get("event") == "action")
    return [name for name in ran if name not in _SILENT and name != loop]


def turn_language(tracker: Any) -> str:
    """The language to speak: one that was changed to in this turn, else that of the message."""
    changed = [
        event["value"]
        for event in _since_message(tracker)
        if event.get("event") == "slot" and event.get("name") == "language"
    ]
    return changed[-1] if changed and changed[-1] in LANGUAGES else language_of(tracker)


def _since_message(tracker: Any) -> Iterator[dict[str, Any]]:
    events = tracker.events
    start = max((at for at, e in enumerate(events) if e.get("event") == "user"), default=-1)
    yield from events[start + 1 :]
