"""Pieces of words as numbers: what the sentence encoder doesn't see of a short message.

Character n-grams of 1 to 4 letters inside words, folded and without accents, hashed into a fixed
number of buckets (Weinberger et al. 2009), with logarithmic counts.
"""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from nlu.normalise import fold, simplify_chinese, without_accents

BUCKETS: Final = 2**15
_LONGEST: Final = 400
_SIZES: Final = (1, 2, 3, 4)


@lru_cache(maxsize=256)
def buckets(text: str) -> Mapping[int, float]:
    """The buckets that a text falls into, with 1 + log(how often); at most 400 characters are read.

    >>> buckets("Hola") == buckets("  hóla ")
    True
    """
    folded = without_accents(simplify_chinese(fold(text[:_LONGEST])))
    grams: Counter[str] = Counter()
    for word in folded.split():
        padded = f" {word} "
        for size in _SIZES:
            grams.update(padded[at : at + size] for at in range(max(1, len(padded) - size + 1)))
    counts: Counter[int] = Counter()
    for gram, count in grams.items():
        counts[zlib.crc32(gram.encode("utf-8", "replace")) % BUCKETS] += count
    return {bucket: 1 + math.log(count) for bucket, count in counts.items()}
