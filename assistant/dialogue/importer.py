"""The guides' own phrasings as training data for the topic intents.

Named in `config.yml`; Rasa merges it with `nlu/data`. So what a content editor writes teaches the
dialogue as well, and stands in one place.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from knowledge.library import load_library

_OWN_INTENTS = {"talk-to-person": "request_human"}
"""Guides whose phrasings are not questions but requests."""

_SEVERAL_INTENTS = frozenset({"how-it-works", "privacy"})
"""Guides whose phrasings belong to several intents (who_are_you and ask_assistant; privacy,
delete_my_data and export_my_data), which have their own examples in `nlu/data`."""

_PHRASINGS = 5
"""So many of a guide's phrasings a language, spread over the list: more teach little new."""


class GuidePhrasings(TrainingDataImporter):  # type: ignore[misc]
    """Each guide's title and phrasings, as examples of the intent `ask_<topic>`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Whatever files Rasa names are of no interest here."""

    def get_domain(self) -> Domain:
        return Domain.empty()

    def get_stories(self, exclusion_percentage: int | None = None) -> StoryGraph:
        return StoryGraph([])

    def get_config(self) -> dict[str, Any]:
        return {}

    def get_config_file_for_auto_config(self) -> str | None:
        return None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        examples = []
        for guide in load_library().guides.values():
            if guide.id in _SEVERAL_INTENTS:
                continue
            intent = _OWN_INTENTS.get(guide.id, f"ask_{guide.topic}")
            titles = ((text.language, text.title) for text in guide.texts.values())
            asked = (
                (language, phrasing)
                for language, phrasings in guide.phrasings.items()
                for phrasing in phrasings[:: max(1, len(phrasings) // _PHRASINGS)]
            )
            examples += [
                Message({TEXT: phrasing, INTENT: intent, "language": language})
                for language, phrasing in (*titles, *asked)
            ]
        return TrainingData(examples)
