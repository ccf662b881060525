"""Train the model of emergencies, and cross-validate it on its own examples."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import yaml

from nlu.emergencies.evidence import KINDS, NONE
from nlu.encoder import shared_encoder
from nlu.intent_model import IntentModel, fit_intents
from nlu.training.misspelling import misspelt, without_accents

EXAMPLES: Final = Path(__file__).resolve().parent.parent / "data" / "emergencies"
STRENGTH: Final = 16.0
"""The inverse of the ridge penalty; by cross-validation, flat from 8 to 30."""
HARMLESS: Final = 6.0
"""So many times as much as those of one kind of emergency the messages weigh that report none."""

URGENT_TOPICS: Final = frozenset({"emergency"})
URGENT_GUIDES: Final = frozenset({"mental-health", "ambulance-emergency-room"})
"""What people ask these topics and guides may be an emergency."""

_MISSPELT_COPIES: Final = 1


@dataclass(frozen=True)
class EmergencyExample:
    """A message, its kind ("none" for a near miss) and its language."""

    text: str
    kind: str
    language: str


def read_emergency_examples(folder: Path = EXAMPLES) -> list[EmergencyExample]:
    """The examples of every language's file, in order.

    Raises:
        ValueError: a file has a kind that there is not.
    """
    examples = []
    for path in sorted(folder.glob("??.yaml")):
        kinds: dict[str, str] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if unknown := set(kinds) - {*KINDS, NONE}:
            raise ValueError(f"{path.name}: no such kind: {', '.join(sorted(unknown))}")
        examples += [
            EmergencyExample(line, kind, path.stem)
            for kind, lines in kinds.items()
            for line in lines.splitlines()
        ]
    return examples


def train_emergencies(
    examples: Sequence[EmergencyExample], harmless: Sequence[str], *, seed: int = 1
) -> IntentModel:
    """Fit the model to examples and to harmless messages of other kinds, for our encoder."""
    copies = [*_with_copies(examples, random.Random(seed))]
    texts = [*(one.text for one in copies), *harmless]
    labels = [*(one.kind for one in copies), *(NONE for _ in harmless)]
    encoder = shared_encoder()
    model = fit_intents(
        texts, encoder.encode(texts), labels, strength=STRENGTH, importance={NONE: HARMLESS}
    )
    return replace(model, encoder=encoder.name)


def cross_validate(
    examples: Sequence[EmergencyExample], harmless: Sequence[str], folds: int = 5, seed: int = 1
) -> Iterator[tuple[str, str, IntentModel]]:
    """Each text with its kind and a model that has not seen it; harmless texts too."""
    generator = np.random.default_rng(seed)
    part = generator.integers(folds, size=len(examples))
    other = generator.integers(folds, size=len(harmless))
    for fold in range(folds):
        model = train_emergencies(
            [one for one, at in zip(examples, part, strict=True) if at != fold],
            [one for one, at in zip(harmless, other, strict=True) if at != fold],
        )
        for one, at in zip(examples, part, strict=True):
            if at == fold:
                yield one.text, one.kind, model
        for text, at in zip(harmless, other, strict=True):
            if at == fold:
                yield text, NONE, model


def _with_copies(
    examples: Sequence[EmergencyExample], generator: random.Random
) -> Iterator[EmergencyExample]:
    """The examples, and copies as people type them in a hurry: slips, and no accents."""
    for one in examples:
        texts = {one.text, without_accents(one.text)}
        texts |= {misspelt(without_accents(one.text), generator) for _ in range(_MISSPELT_COPIES)}
        for text in sorted(texts):
            yield EmergencyExample(text, one.kind, one.language)
