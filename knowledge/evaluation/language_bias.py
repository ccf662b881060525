"""Whether the dense search prefers passages of the question's own language.

All languages stand in one index, and a passage of any of them may lead to the right entry. Where
the encoder does not care about the language, the passages at the top are of the question's own
language about as often as passages of the whole index are (Roy et al. 2020 call the opposite
language bias).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from knowledge.dense import nearest
from knowledge.evaluation.ranking import share
from knowledge.evaluation.sets import Question
from knowledge.search import Searcher

_TOP: Final = 10


@dataclass(frozen=True)
class Bias:
    """The share of own-language passages among the first ten, and in the whole index."""

    at_the_top: float
    by_chance: float


def language_bias(searcher: Searcher, questions: Sequence[Question]) -> dict[str, Bias]:
    """By language of the questions, for those languages that the index has passages in."""
    passages = searcher.index.passages
    held = Counter(passage.language for passage in passages)
    own: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        if question.language not in held:
            continue
        vector = searcher.encoder.encode([question.text], "query")
        _, rows = nearest(searcher.index.dense, vector, _TOP)
        matches = [passages[row].language == question.language for row in rows.tolist()]
        own[question.language].append(float(np.mean(matches)))
    return {
        language: Bias(share(shares), round(held[language] / len(passages), 4))
        for language, shares in own.items()
    }
