"""Teaching both classifiers what leads to an entry, and what is none of our business."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from knowledge.affinity import OUTSIDE, fit_affinity, teaching_rows
from knowledge.calibrate import Classifiers
from knowledge.candidates import PassageTable
from knowledge.lexical import terms
from knowledge.outside import OutsideMessages, read_out_of_scope
from knowledge.passages import Passage
from knowledge.wording import fit_wording
from nlu.encoder import Encoder


class Teacher:
    """Fits both classifiers to the ways people ask, and to what is none of our business."""

    def __init__(
        self,
        passages: tuple[Passage, ...],
        vectors: npt.NDArray[np.float32],
        words: list[list[str]],
        table: PassageTable,
        encoder: Encoder,
    ) -> None:
        self._passages, self._vectors, self._words = passages, vectors, words
        self._entry_of = table.entry_of
        outside = read_out_of_scope()
        self._outside = encoder.encode([message for _, message in outside], "query")
        self._outside_words = [terms(message, language) for language, message in outside]

    def outside(self) -> OutsideMessages:
        """What is known to be none of our business."""
        return OutsideMessages.build(self._outside, self._outside_words)

    def teach(self, without: list[int] | None = None) -> Classifiers:
        """Both, leaving out the passages (rows) `without`."""
        rows = teaching_rows(self._passages, without or ())
        outside = np.full(len(self._outside), OUTSIDE)
        labels = np.concatenate([self._entry_of[rows], outside])
        vectors = np.vstack([self._vectors[rows], self._outside])
        words = [self._words[row] for row in rows] + self._outside_words
        return Classifiers(fit_affinity(vectors, labels), fit_wording(words, labels))
