"""The commands that a form's buttons carry, and which values they may have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from actions.forms.definition import Question, all_forms

ANSWER: Final = "form_answer"
CHANGE: Final = "form_change"
YES_NO: Final = ("yes", "no")


def answer_payload(slot: str, value: str) -> str:
    """The command that answers a question with one of its choices."""
    return f"/{ANSWER}" + json.dumps({"slot": slot, "value": value})


def change_payload(slot: str | None = None) -> str:
    """The command that asks a question again; without a slot, one that asks which."""
    return f"/{CHANGE}" + (json.dumps({"slot": slot}) if slot else "")


def is_answer(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of an answer that some question permits.

    >>> is_answer({"slot": "points_education", "value": "master"})
    True
    >>> is_answer({"slot": "points_education", "value": "'; DROP TABLE"})
    False
    """
    slot, value = values.get("slot"), values.get("value")
    if values.keys() != {"slot", "value"} or not isinstance(slot, str):
        return False
    question = _questions().get(slot)
    return question is not None and value in (
        YES_NO if question.kind == "yes_no" else question.choices
    )


def is_change(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of a command to change an answer."""
    slot = values.get("slot")
    return not values or (len(values) == 1 and isinstance(slot, str) and slot in _questions())


@lru_cache(maxsize=1)
def _questions() -> dict[str, Question]:
    return {question.slot: question for form in all_forms() for question in form.questions}
