"""Messages that report no emergency, as the model of emergencies needs them: plenty of them."""

from __future__ import annotations

from knowledge.library import Library
from nlu.examples import read_examples
from nlu.training.emergencies import URGENT_GUIDES, URGENT_TOPICS


def harmless_messages(library: Library) -> list[str]:
    """How people ask the other guides, and the examples of the dialogue's intents."""
    asked = [
        phrasing
        for guide in library.guides.values()
        if guide.topic not in URGENT_TOPICS and guide.id not in URGENT_GUIDES
        for phrasings in guide.phrasings.values()
        for phrasing in phrasings
    ]
    return sorted({*asked, *(one.text for one in read_examples())})
