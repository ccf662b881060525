"""Intents by multinomial logistic regression over the encoder's vectors.

Stored as NumPy arrays: nothing in the model can run code, and it loads in a millisecond.
"""

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
from sklearn.linear_model import LogisticRegression

_FILE: Final = "classifier.npz"
_RANKED: Final = 10
_NEVER: Final = 2.0

Floats = npt.NDArray[np.float32]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EncoderIntentClassifier(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Gives each message an intent and a ranking.

    Small talk has to be sure (`small_talk_from`): a question answered as a greeting is worse than a
    greeting looked up as a question.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"C": 8.0, "max_iter": 300, "small_talk_from": 0.6, "question_prefix": "ask_"}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._intents: list[str] = []
        self._weights: Floats = np.zeros((0, 0), dtype=np.float32)
        self._bias: Floats = np.zeros(0, dtype=np.float32)

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
        with (
            model_storage.read_from(resource) as folder,
            np.load(folder / _FILE, allow_pickle=False) as stored,
        ):
            classifier._intents = [str(name) for name in stored["intents"]]
            classifier._weights = stored["weights"]
            classifier._bias = stored["bias"]
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        examples = [m for m in training_data.intent_examples if m.get(TEXT)]
        vectors = np.vstack([_vector(message) for message in examples])
        model = LogisticRegression(
            C=self._config["C"], max_iter=self._config["max_iter"], class_weight="balanced"
        )
        model.fit(vectors, [message.get(INTENT) for message in examples])
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / _FILE,
                intents=np.array([str(name) for name in model.classes_]),
                weights=model.coef_.astype(np.float32),
                bias=model.intercept_.astype(np.float32),
            )
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            vector = _vector(message) if message.get(TEXT) else None
            if vector is not None and vector.any():
                self._classify(message, vector)
        return messages

    def _classify(self, message: Message, vector: Floats) -> None:
        logits = self._weights @ vector + self._bias
        exponents = np.exp(logits - logits.max())
        probabilities = exponents / exponents.sum()
        order = np.argsort(-probabilities)
        ranking = [
            {"name": self._intents[at], "confidence": float(probabilities[at])} for at in order
        ]
        names_article = any(one["entity"] == "article" for one in message.get(ENTITIES) or [])
        chosen = self._choose(ranking, self._least_small_talk(names_article))
        ranking.remove(chosen)
        message.set(INTENT, chosen, add_to_output=True)
        message.set("intent_ranking", [chosen, *ranking][:_RANKED], add_to_output=True)

    def _least_small_talk(self, names_article: bool) -> float:
        """How sure small talk has to be: who names an article of the regulation asks for it."""
        return _NEVER if names_article else float(self._config["small_talk_from"])

    def _choose(self, ranking: list[dict[str, Any]], small_talk_from: float) -> dict[str, Any]:
        """The first intent, unless it is small talk that is not sure; then the first question."""
        prefix = self._config["question_prefix"]
        best = ranking[0]
        if best["name"].startswith(prefix) or best["confidence"] >= small_talk_from:
            return best
        return next((one for one in ranking if one["name"].startswith(prefix)), best)


def _vector(message: Message) -> Floats:
    _, sentence = message.get_dense_features(TEXT, [])
    vector: Floats = sentence.features[0]
    return vector
