"""Which language a message is in, for the components after it."""

from __future__ import annotations

from typing import Any, Final

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES

LANGUAGE: Final = "language"
"""The attribute of a message that holds its language."""


def language_of(message: Message) -> str:
    """The language given in the message's metadata, else the one its text is in."""
    known = message.get(LANGUAGE)
    if known in LANGUAGES:
        return str(known)
    metadata = message.get("metadata")
    declared = metadata.get(LANGUAGE) if isinstance(metadata, dict) else None
    if declared in LANGUAGES:
        return str(declared)
    found = identify(message.get(TEXT) or "").language
    return found if found in LANGUAGES else DEFAULT_LANGUAGE


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class LanguageIdentifier(GraphComponent):  # type: ignore[misc]
    """Notes each message's language on the message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageIdentifier:
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if message.get(TEXT):
                message.set(LANGUAGE, language_of(message), add_to_output=True)
        return messages
