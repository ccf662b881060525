"""Which words the examples of each intent have: evidence that a linear model does not keep.

A word that nobody ever used to say yes or to go back is no yes and no "go back", however much its
letters look like one ("rats" like "great"). Words are compared by their beginnings, so that endings
don't matter; scripts without spaces by runs of letters.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import regex

from nlu.word_table import comparable

_LONGEST: Final = 400
_WORDS: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_RUNS: Final = (
    (regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]+"), 2),
    (regex.compile(r"\p{Thai}+"), 4),
)
"""Scripts that do not separate words, or join endings to them, and how many letters say as much as
a word."""

_ENDING: Final = 3
_STEM: Final = 5
"""Up to three letters at the end of a word are left out, but never of its first five."""

Hashes = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class FamiliarWords:
    """The words of each intent's examples as hashes (n,), sorted within each intent; `first`
    (k + 1,) is where each intent's begin, and the end."""

    hashes: Hashes
    first: npt.NDArray[np.int64]

    def shares(self, text: str, intent: int) -> bool:
        """Whether a text has a word of an example of this intent (by its number)."""
        known = self.hashes[self.first[intent] : self.first[intent + 1]]
        asked = _hashes(text[:_LONGEST])
        at = np.minimum(np.searchsorted(known, asked), max(0, len(known) - 1))
        return bool(len(known)) and bool((known[at] == asked).any())


def keep_words(
    texts: Sequence[str], labels: Sequence[str], intents: Sequence[str]
) -> FamiliarWords:
    """Keep the words of the examples of these intents."""
    words: dict[str, list[Hashes]] = {intent: [] for intent in intents}
    for text, label in zip(texts, labels, strict=True):
        words[label].append(_hashes(text))
    each = [np.unique(np.concatenate([_NONE, *words[intent]])) for intent in intents]
    return FamiliarWords(np.concatenate(each), np.cumsum([0, *map(len, each)]))


_NONE: Final = np.zeros(0, dtype=np.uint32)


def _hashes(text: str) -> Hashes:
    found = {zlib.crc32(word.encode("utf-8", "replace")) for word in word_stems(text)}
    return np.fromiter(found, np.uint32, len(found))


def word_stems(text: str) -> Iterator[str]:
    """The words of a text without their endings, in scripts without spaces its runs of letters.

    >>> list(word_stems("Отменить 租房合同")), list(word_stems("Où?"))
    (['отмен', '租房', '房合', '合同'], ['ou'])
    """
    for word in _WORDS.findall(comparable(text)):
        runs = [(run, size) for pattern, size in _RUNS for run in pattern.findall(word)]
        for run, size in runs:
            for start in range(max(1, len(run) - size + 1)):
                yield run[start : start + size]
        if not runs:
            yield word[: max(_STEM, len(word) - _ENDING)]
