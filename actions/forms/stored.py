"""A form's state in the conversation's slots: the answers each in its own, the rest in one more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rasa_sdk.events import EventType, FollowupAction, SlotSet

from actions.forms.definition import FormDefinition
from actions.forms.state import FormState

FORM_STATE: Final = "form_state"
_REQUESTED: Final = "requested_slot"


@dataclass(frozen=True)
class StoredForm:
    """A form as it was left: `at` is when it was last moved, `done` whether its result was said."""

    state: FormState
    at: datetime
    done: bool


def remembered(tracker: Any, form: FormDefinition) -> StoredForm | None:
    """The form as the conversation holds it, or None where it holds another or none."""
    stored = tracker.get_slot(FORM_STATE)
    if not isinstance(stored, dict) or stored.get("form") != form.name:
        return None
    answers = {
        question.slot: value
        for question in form.questions
        if (value := tracker.get_slot(question.slot)) is not None
    }
    order = tuple(slot for slot in stored["order"] if slot in answers)
    asked = stored.get("asked")
    return StoredForm(
        FormState(form, answers, order, asked),
        datetime.fromisoformat(stored["at"]),
        done=asked is None,
    )


def remember(tracker: Any, state: FormState, at: datetime) -> list[EventType]:
    """The events that keep a form's state."""
    changed = [
        SlotSet(question.slot, state.answers.get(question.slot))
        for question in state.form.questions
        if tracker.get_slot(question.slot) != state.answers.get(question.slot)
    ]
    kept = {
        "form": state.form.name,
        "order": list(state.order),
        "asked": state.asked,
        "at": at.isoformat(),
    }
    return [*changed, SlotSet(FORM_STATE, kept), SlotSet(_REQUESTED, state.asked)]


def forget(tracker: Any, form: FormDefinition) -> list[EventType]:
    """The events that leave nothing of a form."""
    filled = [q.slot for q in form.questions if tracker.get_slot(q.slot) is not None]
    return [SlotSet(slot, None) for slot in (*filled, FORM_STATE, _REQUESTED)]


def closing() -> list[EventType]:
    """The events after a turn that opens no form after all."""
    return [SlotSet(_REQUESTED, None), FollowupAction("action_listen")]
