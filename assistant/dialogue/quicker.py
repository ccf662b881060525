"""What Rasa does again for each message or action though it comes out the same each time."""

from __future__ import annotations

from functools import lru_cache

from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event
from rasa.shared.core.slots import Slot


def quicken_rasa() -> None:
    """Do without it, from now on and in the whole process.

    - The check of what an action server sends back: its JSON schema is compiled on every call,
      three quarters of a message's processor time. The results here come from `rasa_sdk`'s
      executor, which checks the events itself.
    - The search for the class of an event, among all classes, for each event of an action.
    - Copies of slots, for each copy of a tracker, by Python's general way.
    """
    RemoteAction._validate_action_result = lambda _self, _result: True
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=256)(Event.resolve_by_type))
    Slot.__copy__ = _copied


def _copied(slot: Slot) -> Slot:
    made = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made
