"""What a form has been told so far, out of the dialogue's stored state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_NOT_TOLD: Final = frozenset(
    {"language", "last_entry", "requested_slot", "session_started_metadata"}
)
"""Slots that the dialogue keeps for itself."""
_STATE: Final = "_state"


def slot_values(state: Mapping[str, Any] | None) -> dict[str, Any]:
    """The slots that are set, by name, out of a tracker's events; the last value counts."""
    values: dict[str, Any] = {}
    for event in (state or {}).get("events", ()):
        if event.get("event") == "slot":
            values[event["name"]] = event.get("value")
    return {
        name: value
        for name, value in values.items()
        if value is not None and name not in _NOT_TOLD and not name.endswith(_STATE)
    }


def active_form(state: Mapping[str, Any] | None) -> str | None:
    """The form that asks now, or None."""
    name: str | None = None
    for event in (state or {}).get("events", ()):
        if event.get("event") == "active_loop":
            name = event.get("name")
        if event.get("event") == "slot" and event.get("name") == "form_state":
            value = event.get("value")
            named = value.get("form") or value.get("name") if isinstance(value, Mapping) else value
            name = str(named) if named else name
    return name


def form_of(state: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The form and its values as the panel shows them; None where no form was told anything."""
    values = {
        name: value if isinstance(value, str | int | float) else str(value)
        for name, value in slot_values(state).items()
    }
    name = active_form(state)
    return {"name": name or "", "values": values} if values or name else None
