"""A small model of which letters follow which in each language.

Multinomial naive Bayes over hashed words and character n-grams (Cavnar & Trenkle 1994): the
log-probability of each in each language, in eighths of a nat, relative to the mean over the
languages. Trained by `nlu.training.letters`.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from nlu.patterns import compiled

MODEL_PATH: Final = Path(__file__).resolve().parent / "letters.npz"
GRAM_BUCKETS: Final = 1 << 16
WORD_BUCKETS: Final = 1 << 16
BUCKETS: Final = GRAM_BUCKETS + WORD_BUCKETS
LONGEST: Final = 4
SCALE: Final = 8.0
_WORDS: Final = compiled(r"[\p{L}\p{M}'’]+")


def grams(text: str) -> list[int]:
    """The buckets of the text's words and of their n-grams, one to four letters, edges marked."""
    found: list[int] = []
    for word in _WORDS.findall(text.lower()):
        marked = f" {word} "
        whole = GRAM_BUCKETS + zlib.crc32(word.encode()) % WORD_BUCKETS
        found += [whole] * LONGEST
        for size in range(1, LONGEST + 1):
            for start in range(len(marked) - size + 1):
                gram = marked[start : start + size]
                if gram != " ":
                    found.append(zlib.crc32(gram.encode()) % GRAM_BUCKETS)
    return found


@lru_cache(maxsize=1)
def _load() -> tuple[list[str], npt.NDArray[np.int8]]:
    with np.load(MODEL_PATH, allow_pickle=False) as stored:
        return [str(name) for name in stored["languages"]], stored["weights"]


def score_letters(text: str) -> dict[str, float]:
    """The evidence for each language (mean log-probability per letter times letters, in nats)."""
    languages, weights = _load()
    buckets = grams(text)
    if not buckets:
        return dict.fromkeys(languages, 0.0)
    # The n-grams of one place overlap: their evidence is shared among the sizes.
    total = weights[buckets].sum(axis=0, dtype=np.int32) / (SCALE * LONGEST)
    return dict(zip(languages, total.tolist(), strict=True))
