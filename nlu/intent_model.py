"""Which intent a message has: logistic regression over its vector and its pieces of words.

Multinomial, fitted by L-BFGS (Liu & Nocedal 1989) with all intents weighing the same. The encoder
knows what words mean, across languages; the character n-grams (`nlu.character_grams`, TF-IDF) know
which words they were. Stored as NumPy arrays: nothing in the file can run code, and it loads in
milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from nlu.character_grams import BUCKETS, buckets

_FEWEST_MESSAGES: Final = 2
"""Buckets seen in fewer messages are left out: they tell nothing, and cost space."""

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class IntentModel:
    """A fitted model for d-dimensional vectors, b known buckets and k intents.

    `places` (BUCKETS,) gives each bucket's row in `grams` (b, k), or -1; `rarity` (b,) is its
    inverse document frequency; `dense` is (d, k), `bias` (k,). `encoder` is the name, with the
    hash, of the encoder whose vectors it was fitted to, where that was said: with the vectors of
    another one its probabilities mean nothing.
    """

    intents: tuple[str, ...]
    dense: Floats
    bias: Floats
    places: Integers
    rarity: Floats
    grams: npt.NDArray[np.float16]
    encoder: str = ""

    def probabilities(self, text: str, vector: Floats) -> Floats:
        """The probability of each intent, in the order of `intents`."""
        logits = vector @ self.dense + self.bias
        rows, values = _row(text, self.places, self.rarity)
        if len(rows):
            logits += values @ self.grams[rows].astype(np.float32)
        exponents = np.exp(logits - logits.max())
        found: Floats = exponents / exponents.sum()
        return found

    def save(self, path: Path) -> None:
        """Write it as NumPy arrays."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        names = {"intents": np.array(self.intents), "encoder": np.array(self.encoder)}
        np.savez(path, **names, **arrays)

    @classmethod
    def load(cls, path: Path) -> IntentModel:
        """Read it.

        Raises:
            OSError, ValueError, KeyError: the file does not hold one.
        """
        with np.load(path, allow_pickle=False) as stored:
            names = tuple(str(name) for name in stored["intents"])
            encoder = str(stored["encoder"]) if "encoder" in stored else ""
            return cls(names, **{name: stored[name] for name in _ARRAYS}, encoder=encoder)


_ARRAYS: Final = ("dense", "bias", "places", "rarity", "grams")


def fit_intents(
    texts: Sequence[str],
    vectors: Floats,
    labels: Sequence[str],
    *,
    strength: float = 8.0,
    steps: int = 60,
    importance: Mapping[str, float] | None = None,
) -> IntentModel:
    """Fit it; `strength` is the inverse of the ridge penalty, `steps` the most L-BFGS steps.

    All intents weigh the same, times their `importance` (1 where none is given).
    """
    intents, answers = np.unique(np.array(labels), return_inverse=True)
    places, rarity = _known_buckets(texts)
    grams = _matrix(texts, places, rarity)
    of_intent = np.array([(importance or {}).get(str(name), 1.0) for name in intents])
    weights = of_intent[answers] * len(answers) / (len(intents) * np.bincount(answers)[answers])
    solution = _solve(
        vectors.astype(np.float32), grams, answers, weights.astype(np.float32), strength, steps
    )
    dense, sparse, bias = _split(solution, vectors.shape[1], grams.shape[1], len(intents))
    return IntentModel(
        tuple(str(name) for name in intents),
        dense.copy(),
        bias.copy(),
        places,
        rarity,
        sparse.astype(np.float16),
    )


def _known_buckets(texts: Sequence[str]) -> tuple[Integers, Floats]:
    """The row of each bucket that is worth knowing, and how rare those buckets are."""
    counts = np.zeros(BUCKETS, dtype=np.int64)
    for text in texts:
        counts[list(buckets(text))] += 1
    known = counts >= _FEWEST_MESSAGES
    places = np.where(known, np.cumsum(known) - 1, -1).astype(np.int32)
    rarity = np.log((1 + len(texts)) / (1 + counts[known])) + 1
    return places, rarity.astype(np.float32)


def _row(text: str, places: Integers, rarity: Floats) -> tuple[Integers, Floats]:
    """The known buckets of a text as rows, and their weights, of length 1 together."""
    found = buckets(text)
    rows = places[list(found)] if found else places[:0]
    known = rows >= 0
    values = np.fromiter(found.values(), np.float32, len(found))[known] * rarity[rows[known]]
    length = float(np.sqrt(values @ values))
    return rows[known], values / length if length else values


def _matrix(texts: Sequence[str], places: Integers, rarity: Floats) -> csr_matrix:
    rows = [_row(text, places, rarity) for text in texts]
    starts = np.cumsum([0, *(len(at) for at, _ in rows)])
    columns = np.concatenate([at for at, _ in rows])
    values = np.concatenate([value for _, value in rows])
    return csr_matrix((values, columns, starts), shape=(len(texts), len(rarity)))


def _split(flat: Floats, d: int, b: int, k: int) -> tuple[Floats, Floats, Floats]:
    dense, sparse, bias = np.split(flat, [d * k, (d + b) * k])
    return dense.reshape(d, k), sparse.reshape(b, k), bias


def _solve(
    vectors: Floats,
    grams: csr_matrix,
    answers: npt.NDArray[np.int64],
    weights: Floats,
    strength: float,
    steps: int,
) -> Floats:
    """The weights that minimise the weighted cross-entropy plus the ridge penalty."""
    (count, d), b, k = vectors.shape, grams.shape[1], int(answers.max()) + 1
    transposed = grams.T.tocsr()
    at = np.arange(count)

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        single = flat.astype(np.float32)
        dense, sparse, bias = _split(single, d, b, k)
        logits = vectors @ dense + grams @ sparse + bias
        logits -= logits.max(axis=1, keepdims=True)
        errors = np.exp(logits)
        sums = errors.sum(axis=1, keepdims=True)
        missed = float(weights @ (np.log(sums[:, 0]) - logits[at, answers]))
        errors /= sums
        errors[at, answers] -= 1
        errors *= weights[:, None]
        gradient = np.concatenate(
            [(vectors.T @ errors).ravel(), (transposed @ errors).ravel(), errors.sum(axis=0)]
        )
        held = single.copy()
        held[(d + b) * k :] = 0
        penalty = float(held @ held) / (2 * strength)
        return missed + penalty, (gradient + held / strength).astype(np.float64)

    found: Any = minimize(
        loss,
        np.zeros((d + b + 1) * k),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": steps, "maxcor": 10},
    )
    solution: Floats = found.x.astype(np.float32)
    return solution
