"""Messages that report no emergency, as the model of emergencies needs them: plenty of them."""

from __future__ import annotations

from typing import Final

from knowledge.library import Library
from nlu.examples import read_examples

_URGENT_TOPICS: Final = frozenset({"emergency"})
_URGENT_GUIDES: Final = frozenset({"mental-health", "ambulance-emergency-room"})
"""What people ask these guides may be an emergency."""


def harmless_messages(library: Library) -> list[str]:
    """How people ask the other guides, and the examples of the dialogue's intents."""
    asked = [
        phrasing
        for guide in library.guides.values()
        if guide.topic not in _URGENT_TOPICS and guide.id not in _URGENT_GUIDES
        for phrasings in guide.phrasings.values()
        for phrasing in phrasings
    ]
    return sorted({*asked, *(one.text for one in read_examples())})
