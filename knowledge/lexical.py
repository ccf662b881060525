"""Passages by shared words: BM25 (Robertson & Zaragoza 2009) through bm25s.

The terms are words by the language's tokenizer and, against typing errors and endings, the letter
trigrams of alphabetic words and the letter pairs of Chinese, Japanese and Thai.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import bm25s
import numpy as np
import numpy.typing as npt

from nlu.patterns import compiled
from nlu.tokenize import words

# bm25s sets its own logger to DEBUG when it is imported.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_UNSPACED: Final = compiled(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]{2,}")
_GRAM: Final = 3
_MARK: Final = "\x1f"
"""Stands before a part of a word, so that it is not taken for a word."""

Scores = npt.NDArray[np.float32]


def terms(text: str, language: str) -> list[str]:
    """The terms of a text: its words, and the parts of its words.

    >>> terms("my visa", "en")
    ['my', 'visa', '\\x1f^my', '\\x1fmy$', '\\x1f^vi', '\\x1fvis', '\\x1fisa', '\\x1fsa$']
    """
    found = words(text, language)
    parts: list[str] = []
    for word in found:
        unspaced = _UNSPACED.fullmatch(word)
        marked, size = (word, 2) if unspaced else (f"^{word}$", _GRAM)
        if unspaced and len(word) == size:
            continue
        parts += [_MARK + marked[i : i + size] for i in range(len(marked) - size + 1)]
    return found + parts


def count_words(found: Sequence[str]) -> int:
    """How many of the terms of a text are words.

    >>> count_words(terms("my visa", "en"))
    2
    """
    return sum(not term.startswith(_MARK) for term in found)


class LexicalIndex:
    """BM25 over the passages, in the order they were given."""

    def __init__(self, retriever: bm25s.BM25) -> None:
        self._retriever = retriever
        self._vocabulary: dict[str, int] = retriever.vocab_dict
        self._starts: list[int] = np.asarray(retriever.scores["indptr"]).tolist()
        self._rows = np.asarray(retriever.scores["indices"])
        self._weights = np.asarray(retriever.scores["data"])
        self._passages = int(retriever.scores["num_docs"])
        self._best = _best_per_term(retriever)
        self._typical = float(np.median(self._best)) if len(self._best) else 1.0

    @classmethod
    def build(cls, documents: Sequence[list[str]]) -> LexicalIndex:
        """An index over the terms of each passage."""
        retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.6)
        retriever.index(list(documents), show_progress=False)
        return cls(retriever)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index, memory-mapped.

        Raises:
            OSError, ValueError, KeyError: the folder does not hold one.
        """
        return cls(bm25s.BM25.load(str(folder), mmap=True))

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._retriever.save(str(folder))

    def scores(self, query: Sequence[str]) -> Scores | None:
        """For every passage, the share (0-1) of the query's weight that it holds.

        It is the BM25 score over the highest that any passages could reach with these terms, where
        a term that no passage has counts as a typical one. None where no term is known.
        """
        known = [self._vocabulary[term] for term in query if term in self._vocabulary]
        if not known:
            return None
        best = float(self._best[known].sum()) + self._typical * (len(query) - len(known))
        spans = [slice(self._starts[term], self._starts[term + 1]) for term in known]
        # One count over all terms' passages takes half the time of adding term by term.
        rows = np.concatenate([self._rows[span] for span in spans])
        weights = np.concatenate([self._weights[span] for span in spans])
        scores: Scores = np.bincount(rows, weights, self._passages).astype(np.float32)
        scores /= best
        return scores


def _best_per_term(retriever: bm25s.BM25) -> Scores:
    starts = np.asarray(retriever.scores["indptr"])
    data = np.asarray(retriever.scores["data"])
    filled = starts[:-1] < starts[1:]
    best = np.zeros(len(starts) - 1, dtype=np.float32)
    if filled.any():
        best[filled] = np.maximum.reduceat(data, starts[:-1][filled])
    return best
