"""Which intent a message has: a linear model, the nearest examples, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from nlu.familiar_words import FamiliarWords, keep_words
from nlu.intent_choice import QUESTIONS_FROM, Evidence, choose
from nlu.intent_model import Floats, IntentModel, fit_intents
from nlu.nearest_examples import NearestExamples, keep_examples

NEARNESS: Final = 5.0
"""What a cosine of 1 adds to an intent's logarithm of probability. By cross-validation over the
examples; flat from 3 to 8."""

_SAME: Final = 0.999
"""From this cosine on a message is an example word for word (they are kept in 16 bits)."""

_OTHERWISE: Final = 0.02
"""What remains of the other intents then."""

_LEADING: Final = 6
_TOO_LITTLE: Final = 0.01
_FAR: Final = 0.35
"""The message is compared with so many of the likeliest intents. The others follow if they could
come to this part of the whole together; if not they count as this far, which most of them are. Two
fifths of the examples are then read for a question, no probability of 700 questions was off by more
than 0.0013, and the most probable intent was the same for them and for 6000 of the examples."""

_MODEL: Final = "classifier.npz"
_EXAMPLES: Final = "examples.npz"
_WORDS: Final = "words.npz"


@dataclass(frozen=True)
class Intents:
    """Fitted to examples."""

    model: IntentModel
    examples: NearestExamples
    words: FamiliarWords

    @property
    def names(self) -> tuple[str, ...]:
        """The intents, in the order of the probabilities."""
        return self.model.intents

    def probabilities(self, text: str, vector: Floats) -> Floats:
        """The probability of each intent."""
        return self._judge(text, vector)[0]

    def choose(
        self, text: str, vector: Floats, *, questions_from: float = QUESTIONS_FROM
    ) -> tuple[int, Floats]:
        """The index of the intent to take, and the probability of each; see `nlu.intent_choice`."""
        probabilities, nearness = self._judge(text, vector)
        evidence = Evidence(nearness, lambda intent: self.words.shares(text, intent))
        return choose(self.names, probabilities, evidence, questions_from=questions_from)

    def _judge(self, text: str, vector: Floats) -> tuple[Floats, Floats]:
        """The probability of each intent, and the cosine to its nearest example."""
        alone = self.model.probabilities(text, vector)
        nearness = self._nearness(alone, vector)
        weighed = alone * np.exp(NEARNESS * nearness)
        taught = nearness >= _SAME
        if taught.any():
            weighed[~taught] *= _OTHERWISE
        found: Floats = weighed / weighed.sum()
        return found, nearness

    def _nearness(self, alone: Floats, vector: Floats) -> Floats:
        """The cosine to the nearest example of each intent that may count; `alone` are the linear
        model's probabilities."""
        order = np.argsort(-alone)
        leading, others = order[:_LEADING], order[_LEADING:]
        nearness: Floats = np.full(len(order), _FAR, dtype=np.float32)
        nearness[leading] = self.examples.nearness(vector, leading)
        weight = float(alone[leading] @ np.exp(NEARNESS * nearness[leading]))
        at_most = np.cumsum(alone[others][::-1])[::-1] * np.exp(NEARNESS)
        counting = others[at_most >= _TOO_LITTLE * weight]
        if len(counting):
            nearness[counting] = self.examples.nearness(vector, counting)
        return nearness

    def save(self, folder: Path) -> None:
        """Write it as NumPy arrays."""
        self.model.save(folder / _MODEL)
        kept = self.examples
        np.savez(
            folder / _EXAMPLES,
            axes=kept.axes,
            vectors=kept.vectors,
            first=kept.first,
        )
        np.savez(folder / _WORDS, hashes=self.words.hashes, first=self.words.first)

    @classmethod
    def load(cls, folder: Path) -> Intents:
        """Read it.

        Raises:
            OSError, ValueError, KeyError: the folder does not hold it.
        """
        with np.load(folder / _EXAMPLES, allow_pickle=False) as stored:
            examples = NearestExamples(stored["axes"], stored["vectors"], stored["first"])
        with np.load(folder / _WORDS, allow_pickle=False) as stored:
            words = FamiliarWords(stored["hashes"], stored["first"])
        return cls(IntentModel.load(folder / _MODEL), examples, words)


def learn_intents(
    texts: Sequence[str],
    vectors: Floats,
    labels: Sequence[str],
    *,
    strength: float = 8.0,
    steps: int = 60,
) -> Intents:
    """Fit them; see `fit_intents`."""
    model = fit_intents(texts, vectors, labels, strength=strength, steps=steps)
    return Intents(
        model,
        keep_examples(vectors, labels, model.intents),
        keep_words(texts, labels, model.intents),
    )
