"""Intents by `nlu.intents`, as a component of Rasa's graph."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.choices import by_number
from nlu.intent_choice import QUESTIONS_FROM
from nlu.intents import Intents, learn_intents

_RANKED: Final = 16
_FOLLOW_UP: Final = "follow_up"
"""A bare number means one of what was offered; by itself it says nothing."""

Floats = npt.NDArray[np.float32]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EncoderIntentClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Gives each message an intent and a ranking; `questions_from`: see `nlu.intent_choice`."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"strength": 8.0, "steps": 60, "questions_from": QUESTIONS_FROM}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Intents | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EncoderIntentClassifier:
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._model = Intents.load(folder)
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        self._model = learn_intents(
            [message.get(TEXT) for message in examples],
            np.vstack([_vector(message) for message in examples]),
            [message.get(INTENT) for message in examples],
            strength=self._config["strength"],
            steps=self._config["steps"],
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            vector = _vector(message) if message.get(TEXT) else None
            if self._model is not None and vector is not None and vector.any():
                self._classify(self._model, message, vector)
        return messages

    def _classify(self, model: Intents, message: Message, vector: Floats) -> None:
        chosen, probabilities = model.choose(
            message.get(TEXT), vector, questions_from=self._least_asked(message)
        )
        if _FOLLOW_UP in model.names and by_number(message.get(TEXT)) is not None:
            chosen = model.names.index(_FOLLOW_UP)
        likeliest = np.argsort(-probabilities)[:_RANKED].tolist()
        order = [chosen, *(at for at in likeliest if at != chosen)]
        ranking = [
            {"name": model.names[at], "confidence": float(probabilities[at])}
            for at in order[:_RANKED]
        ]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)

    def _least_asked(self, message: Message) -> float:
        """Who names an article of the regulation asks for it, whatever else it looks like."""
        named = message.get(ENTITIES) or []
        if any(one["entity"] == "article" for one in named):
            return 0.0
        return float(self._config["questions_from"])


def _vector(message: Message) -> Floats:
    _, sentence = message.get_dense_features(TEXT, [])
    vector: Floats = sentence.features[0]
    return vector
