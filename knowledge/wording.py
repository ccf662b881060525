"""Which entry a question's own words point to: a linear classifier over words and parts of words.

The encoder knows what words mean; this one knows the very words, and the letters inside them, that
people use for one thing and not for its neighbour (support vector machine, one against the rest,
over TF-IDF; Joachims 1998). One class more stands for what is none of our business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from knowledge.affinity import FLOOR, OUTSIDE

_STRENGTH: Final = 0.7
_SHARPNESS: Final = 3.0
"""Margins times this are taken for logits."""

_LEAST_USES: Final = 2
_ITERATIONS: Final = 400
_TOLERANCE: Final = 0.02

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wording:
    """A fitted classifier. `weights` (terms, classes) belong to `entries` (numbers, or OUTSIDE)."""

    entries: Integers
    rows: dict[str, int]
    rarity: Floats
    weights: npt.NDArray[np.float16]
    bias: Floats

    def scores(self, terms: Sequence[str], count: int) -> tuple[Floats, float]:
        """For a question's terms: the log-probability of each of `count` entries, and that of
        being none of our business."""
        scores: Floats = np.full(count, FLOOR, dtype=np.float32)
        known = sorted({self.rows[term] for term in terms if term in self.rows})
        if not known:
            return scores, FLOOR
        values = self.rarity[known]
        values = values / np.linalg.norm(values)
        logits = _SHARPNESS * (values @ self.weights[known].astype(np.float32) + self.bias)
        logits -= logits.max()
        logits = np.maximum(logits - np.log(np.exp(logits).sum()), FLOOR)
        inside = self.entries != OUTSIDE
        scores[self.entries[inside]] = logits[inside]
        return scores, float(logits[~inside].max(initial=FLOOR))

    def save(self, path: Path) -> None:
        """Write it as NumPy arrays."""
        names = "\n".join(self.rows).encode()
        np.savez(
            path,
            entries=self.entries,
            terms=np.frombuffer(names, dtype=np.uint8),
            rarity=self.rarity,
            weights=self.weights,
            bias=self.bias,
        )

    @classmethod
    def load(cls, path: Path) -> Wording:
        """Read it.

        Raises:
            OSError, ValueError, KeyError: the file does not hold one.
        """
        with np.load(path, allow_pickle=False) as stored:
            names = stored["terms"].tobytes().decode().split("\n")
            rows = {term: row for row, term in enumerate(names)}
            return cls(stored["entries"], rows, stored["rarity"], stored["weights"], stored["bias"])


def fit_wording(documents: Sequence[Sequence[str]], labels: Integers) -> Wording:
    """Fit it to the terms of example messages and the entry (number, or OUTSIDE) of each."""
    vectorizer = TfidfVectorizer(
        analyzer=list, binary=True, min_df=_LEAST_USES, dtype=np.float32, token_pattern=None
    )
    examples = vectorizer.fit_transform(documents)
    model: Any = LinearSVC(C=_STRENGTH, max_iter=_ITERATIONS, tol=_TOLERANCE)
    model.fit(examples, labels)
    return Wording(
        entries=model.classes_.astype(np.int64),
        rows={term: row for row, term in enumerate(vectorizer.get_feature_names_out())},
        rarity=vectorizer.idf_.astype(np.float32),
        weights=np.ascontiguousarray(model.coef_.T.astype(np.float16)),
        bias=model.intercept_.astype(np.float32),
    )
