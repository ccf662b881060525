"""How good an encoder is: measured on text that no training row was taken from."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import spearmanr

from nlu.training.domain import GuideText, HeldOutPhrasing
from nlu.training.misspelling import swapped
from nlu.training.parallel import (
    ENGLISH,
    PROBE_QUESTIONS_FILE,
    STS_FILE,
    ParallelRow,
    read_json_lines,
)

PROBE_PASSAGES_FILE = "probe_passages.tsv"
MISSPELLING_SEED = 7
MISSPELT_WORDS = 0.5
"""Share of the longer words of a probe question that are misspelt."""

TRANSLATION_SOURCES = {"tatoeba_laser": "Tatoeba", "ntrex": "NTREX"}

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to unit vectors of shape (texts, dimension)."""


@dataclass(frozen=True)
class TranslationScore:
    """How often the nearest sentence of the other language is the translation, in percent."""

    to_english: float
    from_english: float
    sentences: int


@dataclass(frozen=True)
class RetrievalScore:
    """How often the right topic is the first, or among the first three, in percent."""

    first: float
    first_three: float
    questions: int


@dataclass(frozen=True)
class Evaluation:
    """All measurements of one encoder; languages by ISO 639-1 code."""

    translation: dict[str, dict[str, TranslationScore]]
    probe: dict[str, RetrievalScore]
    similarity: dict[str, float]
    """Spearman correlation with human similarity scores, in percent."""
    guides: dict[str, RetrievalScore]

    def as_json(self) -> dict[str, Any]:
        """Plain values, ready for a JSON file."""
        return asdict(self)


def evaluate(
    encode: Encode,
    data_folder: Path,
    held_out: Sequence[ParallelRow],
    guides: Sequence[GuideText],
    phrasings: Sequence[HeldOutPhrasing],
) -> Evaluation:
    """Measure translation search, retrieval of topics and guides, and sentence similarity."""
    return Evaluation(
        translation={
            title: _translation_scores(encode, [row for row in held_out if row.source == source])
            for source, title in TRANSLATION_SOURCES.items()
        },
        probe=_probe_scores(encode, data_folder),
        similarity=_similarity_scores(encode, data_folder),
        guides=_guide_scores(encode, guides, phrasings),
    )


def _translation_scores(encode: Encode, rows: Iterable[ParallelRow]) -> dict[str, TranslationScore]:
    by_language: dict[str, list[ParallelRow]] = defaultdict(list)
    for row in rows:
        by_language[row.language].append(row)
    return {language: _translation_score(encode, found) for language, found in by_language.items()}


def _translation_score(encode: Encode, rows: Sequence[ParallelRow]) -> TranslationScore:
    texts, english = [row.text for row in rows], [row.english for row in rows]
    similarity = encode(texts) @ encode(english).T
    return TranslationScore(
        to_english=_precision(similarity, english),
        from_english=_precision(similarity.T, english),
        sentences=len(rows),
    )


def _precision(similarity: Vectors, english: Sequence[str]) -> float:
    """Share of rows whose nearest column has the same English; two translations may share it."""
    nearest = similarity.argmax(axis=1)
    hits = [english[found] == english[row] for row, found in enumerate(nearest)]
    return 100 * float(np.mean(hits))


def _probe_scores(encode: Encode, folder: Path) -> dict[str, RetrievalScore]:
    topics, english, chinese = zip(*_cells(folder / PROBE_PASSAGES_FILE), strict=True)
    _, wanted, questions = zip(*_cells(folder / PROBE_QUESTIONS_FILE), strict=True)
    generator = random.Random(MISSPELLING_SEED)
    misspelt = [swapped(question, MISSPELT_WORDS, generator) for question in questions]

    def score(asked: Sequence[str], *passages: Sequence[str]) -> RetrievalScore:
        index = encode([passage for texts in passages for passage in texts])
        return _retrieval_score(encode(asked) @ index.T, topics * len(passages), wanted)

    return {
        "English passages": score(questions, english),
        "Chinese passages": score(questions, chinese),
        "both": score(questions, english, chinese),
        "both, misspelt questions": score(misspelt, english, chinese),
    }


def _retrieval_score(
    similarity: Vectors, topics: Sequence[str], wanted: Sequence[str]
) -> RetrievalScore:
    """Score rows of questions against columns of topics; a topic may have several columns."""
    ranks = [
        _rank([topics[column] for column in np.argsort(-row, kind="stable")], topic)
        for row, topic in zip(similarity, wanted, strict=True)
    ]
    return RetrievalScore(
        first=100 * float(np.mean([rank < 1 for rank in ranks])),
        first_three=100 * float(np.mean([rank < 3 for rank in ranks])),
        questions=len(ranks),
    )


def _rank(ordered_topics: Sequence[str], topic: str) -> int:
    return list(dict.fromkeys(ordered_topics)).index(topic)


def _similarity_scores(encode: Encode, folder: Path) -> dict[str, float]:
    by_language: dict[str, list[dict[str, object]]] = defaultdict(list)
    for entry in read_json_lines(folder / STS_FILE):
        by_language[str(entry["lang"])].append(entry)
    first = next(iter(by_language.values()))
    scores = {ENGLISH: _correlation(encode, first, ("e1", "e2"))}
    for language, entries in by_language.items():
        scores[language] = _correlation(encode, entries, ("s1", "s2"))
    return scores


def _correlation(
    encode: Encode, entries: Sequence[Mapping[str, Any]], names: tuple[str, str]
) -> float:
    left, right = (encode([str(entry[name]) for entry in entries]) for name in names)
    measured = (left * right).sum(axis=1)
    return 100 * float(spearmanr(measured, [entry["score"] for entry in entries])[0])


def _guide_scores(
    encode: Encode, guides: Sequence[GuideText], phrasings: Sequence[HeldOutPhrasing]
) -> dict[str, RetrievalScore]:
    """Held-out phrasings against the English titles, phrasings and first paragraphs of guides."""
    if not phrasings:
        return {}
    indexed = [
        (guide.guide, text)
        for guide in guides
        if guide.language == ENGLISH
        for text in (guide.title, guide.summary, *guide.phrasings)
    ]
    topics, texts = zip(*indexed, strict=True)
    index = encode(texts)
    by_language: dict[str, list[HeldOutPhrasing]] = defaultdict(list)
    for phrasing in phrasings:
        by_language[phrasing.language].append(phrasing)
    return {
        language: _retrieval_score(
            encode([phrasing.text for phrasing in found]) @ index.T,
            topics,
            [phrasing.guide for phrasing in found],
        )
        for language, found in sorted(by_language.items())
    }


def _cells(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
