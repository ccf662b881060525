"""What the further step teaches: to tell apart entries, intents and emergencies, and to join terms.

A task is a set of texts with a class each. The classes differ from task to task, the vectors are
the same: what helps one must not cost another, so they are taught together.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from nlu.examples import Example, read_examples
from nlu.training.domain import GuideText
from nlu.training.emergencies import (
    URGENT_GUIDES,
    URGENT_TOPICS,
    read_emergency_examples,
)
from nlu.training.misspelling import misspelt, without_accents

Labelled = tuple[str, str]
"""A text and its class."""

OUTSIDE: Final = "outside"
"""The class, among the entries, of what is none of our business."""

HARMLESS: Final = "none"
_OUT_OF_SCOPE: Final = "out_of_scope"
_OWN_INTENTS: Final = frozenset({"assistant"})
"""Topics whose guides are asked for with several intents, which have examples of their own."""

_HELD_OUT_BELOW: Final = 26
"""Of 256: about a tenth of the examples of intents and emergencies is not trained on."""


@dataclass(frozen=True)
class Tasks:
    """The texts of each task, with their classes."""

    entries: list[Labelled]
    intents: list[Labelled]
    emergencies: list[Labelled]
    harmless: list[Labelled]
    """Messages that report no emergency: many, and drawn as often as those of `emergencies`."""


def is_held_out(text: str) -> bool:
    """Whether an example of an intent or an emergency is kept for measuring.

    >>> [is_held_out(text) for text in ("hello", "good morning", "thanks a lot")]
    [False, False, False]
    """
    return hashlib.sha256(text.encode()).digest()[0] < _HELD_OUT_BELOW


def read_tasks(corpus: Path, guides: Sequence[GuideText], articles: Sequence[GuideText]) -> Tasks:
    """The tasks of a corpus; guides and articles come without their held-out phrasings."""
    examples = [one for one in read_examples() if not is_held_out(one.text)]
    emergencies = [one for one in read_emergency_examples() if not is_held_out(one.text)]
    return Tasks(
        entries=[*_of_entries(guides), *_of_entries(articles), *_outside(corpus, examples)],
        intents=[*_of_intents(guides, examples)],
        emergencies=[(one.text, one.kind) for one in emergencies],
        harmless=[*_harmless(guides, examples)],
    )


def with_copies(labelled: Sequence[Labelled], generator: random.Random) -> list[Labelled]:
    """The texts, and copies as people type them: without accents, with slips of the finger."""
    changes: tuple[Callable[[str], str], ...] = (
        without_accents,
        lambda text: misspelt(text, generator),
    )
    copies = [
        (changed, label)
        for text, label in labelled
        for changed in (change(text) for change in changes)
        if changed != text
    ]
    return [*labelled, *copies]


def _of_entries(texts: Sequence[GuideText]) -> Iterator[Labelled]:
    for entry in texts:
        for text in (entry.title, *entry.phrasings):
            if text:
                yield text, entry.guide


def _outside(corpus: Path, examples: Sequence[Example]) -> Iterator[Labelled]:
    near: dict[str, list[str]] = yaml.safe_load((corpus / "outside.yaml").read_text("utf-8"))
    for messages in near.values():
        yield from ((message, OUTSIDE) for message in messages)
    yield from ((one.text, OUTSIDE) for one in examples if one.intent == _OUT_OF_SCOPE)


def _of_intents(guides: Sequence[GuideText], examples: Sequence[Example]) -> Iterator[Labelled]:
    yield from ((one.text, one.intent) for one in examples)
    told = {one.text for one in examples}
    for guide in guides:
        if guide.topic not in _OWN_INTENTS:
            yield from (
                (text, f"ask_{guide.topic}") for text in guide.phrasings if text not in told
            )


def _harmless(guides: Sequence[GuideText], examples: Sequence[Example]) -> Iterator[Labelled]:
    yield from ((one.text, HARMLESS) for one in examples)
    for guide in guides:
        if guide.topic not in URGENT_TOPICS and guide.guide not in URGENT_GUIDES:
            yield from ((text, HARMLESS) for text in guide.phrasings)
