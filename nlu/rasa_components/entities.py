"""Entities that search and the dialogue use: `nlu.mentions`."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.clock import today
from nlu.mentions import mentions_in
from nlu.rasa_components.language import LANGUAGE


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NamedThings(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Finds what `nlu.mentions` knows."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NamedThings:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            entities = [
                {"entity": one.kind, "value": one.value, "start": one.start, "end": one.end}
                for one in mentions_in(text, today(), message.get(LANGUAGE))
            ]
            if entities:
                tagged = self.add_extractor_name(entities)
                message.set(ENTITIES, message.get(ENTITIES, []) + tagged, add_to_output=True)
        return messages
