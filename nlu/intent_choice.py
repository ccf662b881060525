"""Which of the ranked intents a message gets: questions first, where there is doubt.

A question that is answered as a greeting is worse than a greeting that is looked up as a question.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

QUESTIONS_FROM = 0.06
"""So probable all questions together make a message a question. Chosen on the development set of
search and on examples that were kept out: 96 % of the questions are then looked up, and a fifth of
the commands too; most of the other questions are taken for a search for a place or for the
points. From 0.12 on it would be 95 % and a sixth, for a macro F1 of the other intents that is
higher by 0.015."""

QUESTION_PREFIX = "ask_"


def choose(
    intents: Sequence[str],
    probabilities: npt.NDArray[np.float32],
    *,
    questions_from: float = QUESTIONS_FROM,
) -> int:
    """The index of the intent to take.

    The most probable question where all questions together reach `questions_from`, else the most
    probable of the other intents.

    >>> sure, unsure = np.array([0.02, 0.03, 0.95]), np.array([0.1, 0.2, 0.7])
    >>> choose(["ask_work", "ask_health", "greet"], sure.astype(np.float32))
    2
    >>> choose(["ask_work", "ask_health", "greet"], unsure.astype(np.float32))
    1
    """
    are_questions = _are_questions(tuple(intents))
    if are_questions.all() or not are_questions.any():
        return int(probabilities.argmax())
    asked = float(probabilities[are_questions].sum()) >= questions_from
    return int(np.where(are_questions == asked, probabilities, -1.0).argmax())


@lru_cache(maxsize=8)
def _are_questions(intents: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([name.startswith(QUESTION_PREFIX) for name in intents])
