"""What people also ask and nothing here answers: messages that are known, and how near one is.

The classifiers know what such messages have in common; one that is like a single known message, and
like no other, is found by comparing it with each, by meaning and by words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

import nlu
from knowledge.dense import Dense, build_dense, load_dense, nearest, save_dense
from knowledge.lexical import LexicalIndex
from knowledge.library import CORPUS

DIALOGUE_DATA: Final = Path(nlu.__file__).resolve().parent / "data"
_OUTSIDE_DATA: Final = CORPUS / "outside.yaml"
_NEAREST: Final = 3
_DENSE: Final = "dense.index"
_LEXICAL: Final = "lexical"

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class OutsideMessages:
    """The known messages, by their vectors and by their words."""

    dense: Dense
    lexical: LexicalIndex

    @classmethod
    def build(cls, vectors: Floats, words: Sequence[list[str]]) -> OutsideMessages:
        """From the vector (n, d) and the terms of each message."""
        return cls(build_dense(vectors), LexicalIndex.build(words))

    def nearness(self, vector: Floats, terms: Sequence[str]) -> tuple[float, float]:
        """How like a question (1, d) and its terms the three messages most like it are: by
        cosine (-1 to 1), and by the share of its words' weight (0-1)."""
        shares = self.lexical.scores(terms)
        by_words = 0.0 if shares is None else _mean_of_highest(shares)
        cosines, _ = nearest(self.dense, vector, _NEAREST)
        return float(cosines.mean()), by_words

    def save(self, folder: Path) -> None:
        """Write them into a new folder."""
        folder.mkdir()
        save_dense(self.dense, folder / _DENSE)
        self.lexical.save(folder / _LEXICAL)

    @classmethod
    def load(cls, folder: Path) -> OutsideMessages:
        """Read them.

        Raises:
            OSError, ValueError, KeyError: the folder does not hold any.
        """
        return cls(load_dense(folder / _DENSE), LexicalIndex.load(folder / _LEXICAL))


def read_out_of_scope() -> list[tuple[str, str]]:
    """(language, message): what is none of our business, by the content and the dialogue."""
    near: dict[str, list[str]] = yaml.load(
        _OUTSIDE_DATA.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    messages = [(code, message) for code, lines in near.items() for message in lines]
    for path in sorted(DIALOGUE_DATA.glob("??.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for intent in data.get("nlu", ()):
            if intent["intent"] == "out_of_scope":
                lines = intent["examples"].splitlines()
                messages += [(path.stem, line.removeprefix("- ")) for line in lines]
    return messages


def _mean_of_highest(values: Floats) -> float:
    count = min(_NEAREST, len(values))
    return float(np.partition(values, len(values) - count)[len(values) - count :].mean())
