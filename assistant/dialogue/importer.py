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

from knowledge.intent_examples import guide_examples
from knowledge.library import shared_library


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
        return TrainingData(
            [
                Message({TEXT: one.text, INTENT: one.intent, "language": one.language})
                for one in guide_examples(shared_library())
            ]
        )
