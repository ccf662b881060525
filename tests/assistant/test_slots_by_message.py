"""Slots that a message sets by itself are looked for, where the domain has any."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain

from assistant.dialogue.processor import messages_set_slots

_DOMAIN = """
version: "3.1"
entities: [city]
slots:
  waits:
    type: any
    mappings:
    - type: custom
  asked:
    type: any
    mappings:
    - {mapping}
actions: [{action}]
"""


@pytest.mark.parametrize(
    ("mapping", "action", "expected"),
    [
        ("type: custom", "action_answer", False),
        ("{type: custom, action: action_answer}", "action_answer", True),
        ("type: custom", "action_validate_slot_mappings", True),
        ("type: from_text", "action_answer", True),
        ("{type: from_entity, entity: city}", "action_answer", True),
    ],
)
def test_a_message_sets_a_slot_by_a_mapping_or_an_action(
    mapping: str, action: str, expected: bool
) -> None:
    domain = Domain.from_yaml(_DOMAIN.replace("{mapping}", mapping).replace("{action}", action))
    assert messages_set_slots(domain) is expected


def test_the_dialogues_own_slots_are_set_by_actions_alone() -> None:
    domain = Path(__file__).resolve().parents[2] / "domain.yml"
    assert not messages_set_slots(Domain.load(domain))
