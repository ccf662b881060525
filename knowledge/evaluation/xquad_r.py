"""An outside benchmark: XQuAD-R of LAReQA (Roy et al. 2020), questions to sentences of answers.

A question of one language is searched among the sentences of all; every language's sentence with
the answer is right. The measure is mean average precision (mAP) over the whole list. The encoder
was trained on the even documents, so only odd ones are read.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.encoder import Encoder

Document = dict[str, Any]


class BenchmarkError(Exception):
    """The file is not XQuAD-R: a JSON object by language, compressed by gzip."""


@dataclass(frozen=True)
class Benchmark:
    """Sentences of all languages, and (language, question, right sentences by number)."""

    sentences: tuple[str, ...]
    questions: tuple[tuple[str, str, frozenset[int]], ...]
    documents: int


def read_xquad_r(path: Path, documents: int | None = None) -> Benchmark:
    """The odd documents of the file, or the first `documents` of them.

    Raises:
        BenchmarkError: the file holds something else.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            return _benchmark(json.load(stream), documents)
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BenchmarkError(f"{path} does not hold XQuAD-R: {error}") from error


def _benchmark(by_language: dict[str, list[Document]], documents: int | None) -> Benchmark:
    sentences: list[str] = []
    right: dict[str, set[int]] = defaultdict(set)
    asked: list[tuple[str, str, str]] = []
    read = 0
    for language, whole in by_language.items():
        chosen = whole[1::2][:documents]
        read = len(chosen)
        for paragraph in (p for document in chosen for p in document["paragraphs"]):
            first = len(sentences)
            sentences += [sentence.strip() for sentence in paragraph["sentences"]]
            for identity, question, number in _questions(paragraph):
                right[identity].add(first + number)
                asked.append((language, identity, question))
    questions = [(language, text, frozenset(right[key])) for language, key, text in asked]
    if not questions:
        raise ValueError("no questions")
    return Benchmark(tuple(sentences), tuple(questions), read)


def _questions(paragraph: Document) -> Iterator[tuple[str, str, int]]:
    """(identity, question, number of the sentence with the answer)."""
    for asked in paragraph["qas"]:
        at = asked["answers"][0]["answer_start"]
        for number, (start, end) in enumerate(paragraph["sentence_breaks"]):
            if start <= at < end:
                yield asked["id"], asked["question"], number
                break


def mean_average_precision(encoder: Encoder, benchmark: Benchmark) -> dict[str, float]:
    """By language of the question, and "all": the mean over languages; 0-1."""
    pool = encoder.encode(benchmark.sentences, "passage")
    by_language: dict[str, list[tuple[str, frozenset[int]]]] = defaultdict(list)
    for language, text, right in benchmark.questions:
        by_language[language].append((text, right))
    scores = {}
    for language, asked in by_language.items():
        similar = encoder.encode([text for text, _ in asked], "query") @ pool.T
        precisions = [
            average_precision(row, right) for row, (_, right) in zip(similar, asked, strict=True)
        ]
        scores[language] = round(float(np.mean(precisions)), 4)
    return {**scores, "all": round(float(np.mean(list(scores.values()))), 4)}


def average_precision(similar: npt.NDArray[np.float32], right: frozenset[int]) -> float:
    """The mean of the precision at each right sentence, in the order of similarity.

    >>> average_precision(np.asarray([0.9, 0.1, 0.5], dtype=np.float32), frozenset({0, 1}))
    0.8333333333333333
    """
    order = np.argsort(-similar, kind="stable")
    ranks = np.flatnonzero(np.isin(order, list(right))) + 1
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))
