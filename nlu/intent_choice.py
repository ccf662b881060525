"""Which of the ranked intents a message gets: questions first, where there is doubt.

A question that is answered as a greeting is worse than a greeting that is looked up as a question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

QUESTIONS_FROM: Final = 0.06
"""So probable all questions together make a message a question. Chosen on the development set of
search and on examples that were kept out: 96 % of the questions are then looked up, and a fifth of
the commands too; most of the other questions are taken for a search for a place or for the
points. From 0.12 on it would be 95 % and a sixth, for a macro F1 of the other intents that is
higher by 0.015."""

QUESTION_PREFIX: Final = "ask_"

_NEAR: Final = 0.7
"""From this cosine on a message is near an example."""

_CLEARER: Final = 4.0
"""So many times as probable must questions be where an example of the command is near."""

_SERVICES: Final = ("find_", "work_permit_points", "residence_deadline", "document_checklist")
"""How intents begin that are about the same as questions, and near to many."""

_DOUBTED: Final = 0.8
"""So many times as probable must questions be beside one of those. All this was chosen on an eighth
of the examples that was kept out: as many questions are looked up as without evidence and nearly as
many commands recognised, and two of three words wrongly taken for a command are looked up.
"""

_LOOKED_UP: Final = "out_of_scope"
"""Is looked up as well, so that it needs no evidence."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Evidence:
    """What speaks for an intent (by its number) besides its probability: the cosine to its nearest
    example, and whether the message shares a word with its examples."""

    nearness: Floats
    shares_word: Callable[[int], bool]


def choose(
    intents: Sequence[str],
    probabilities: Floats,
    evidence: Evidence | None = None,
    *,
    questions_from: float = QUESTIONS_FROM,
) -> tuple[int, Floats]:
    """The index of the intent to take, and the probabilities that it follows from.

    The most probable question where all questions together reach `questions_from`, else the most
    probable of the other intents. With evidence, that one must have an example that is near or has
    a word of the message: a word that nobody said who meant it is looked up, and its probability
    is 0.

    >>> sure, unsure = np.array([0.02, 0.03, 0.95]), np.array([0.1, 0.2, 0.7])
    >>> choose(["ask_work", "ask_health", "greet"], sure.astype(np.float32))[0]
    2
    >>> choose(["ask_work", "ask_health", "greet"], unsure.astype(np.float32))[0]
    1
    """
    are_questions = _are_questions(tuple(intents))
    if are_questions.all() or not are_questions.any():
        return int(probabilities.argmax()), probabilities
    command = int(np.where(are_questions, -1.0, probabilities).argmax())
    question = int(np.where(are_questions, probabilities, -1.0).argmax())
    if evidence is not None and intents[command] != _LOOKED_UP:
        is_near = bool(evidence.nearness[command] >= _NEAR)
        if not is_near and not evidence.shares_word(command):
            return question, np.where(np.arange(len(intents)) == command, 0, probabilities)
        if intents[command].startswith(_SERVICES):
            questions_from *= _DOUBTED
        elif is_near:
            questions_from *= _CLEARER
    asked = float(probabilities[are_questions].sum()) >= questions_from
    return question if asked else command, probabilities


@lru_cache(maxsize=8)
def _are_questions(intents: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    return np.array([name.startswith(QUESTION_PREFIX) for name in intents])
