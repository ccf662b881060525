"""Whether a message reports an emergency, and of which kind.

Two voices: a model that has read examples in eighteen languages, and phrases that leave no doubt.
Missing an emergency is worse than asking in vain: the model alone is enough for the
number to be offered, and a phrase needs little of the model to be certain.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nlu.emergencies.evidence import (
    KINDS,
    EmergencyKind,
    Phrases,
    find_phrases,
    probabilities,
    warm_up,
)

__all__ = ["KINDS", "Emergency", "EmergencyKind", "decide", "recognise", "warm_up"]

CERTAIN_FROM: Final = 0.99
POSSIBLE_FROM: Final = 0.15
"""The model's probability of an emergency of any kind from which on one is certain, and possible,
without a phrase."""

POSSIBLE_IF_MARKED_FROM: Final = 0.8
"""The same where something says "not now": such an emergency is never certain."""

POSSIBLE_IF_DOUBTED_FROM: Final = 0.05
"""The same where there is a phrase as well as something that says "not now"."""

CERTAIN_WITH_PHRASE_FROM: Final = 0.01
"""From here on it is certain where a phrase says so; below, it is still possible. Chosen by
cross-validation over our own examples (docs/understanding.md)."""

_LONGEST: Final = 400
"""So many characters at the front and at the end of a message are read."""

_WEIGHT_OF_PHRASE: Final = 0.3
"""A phrase counts as much as this probability when the kind is chosen."""


@dataclass(frozen=True)
class Emergency:
    """What is happening. `certain` is False where it only may be."""

    kind: EmergencyKind
    certain: bool


def recognise(text: str, language: str | None = None) -> Emergency | None:
    """The emergency a message reports, or None.

    All languages are looked for: `language` is a hint that may be wrong, and is not needed.
    """
    del language
    bounded = text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]} {text[-_LONGEST:]}"
    valid = bounded.encode("utf-8", "replace").decode("utf-8")
    return decide(probabilities(valid), find_phrases(valid))


def decide(likely: Mapping[EmergencyKind, float], phrases: Phrases) -> Emergency | None:
    """What follows from the model's probabilities and the phrases found."""
    total = sum(likely.values())
    certain_from, possible_from = _least(phrases)
    if total < possible_from:
        return None
    weights = {
        kind: likely[kind] + _WEIGHT_OF_PHRASE * phrases.counts.get(kind, 0) for kind in KINDS
    }
    return Emergency(max(KINDS, key=lambda kind: weights[kind]), total >= certain_from)


def _least(phrases: Phrases) -> tuple[float, float]:
    """From which probability on an emergency is certain, and possible."""
    if phrases.counts:
        return CERTAIN_WITH_PHRASE_FROM, 0.0
    if phrases.doubted:
        return math.inf, POSSIBLE_IF_DOUBTED_FROM
    if phrases.marked:
        return math.inf, POSSIBLE_IF_MARKED_FROM
    return CERTAIN_FROM, POSSIBLE_FROM
