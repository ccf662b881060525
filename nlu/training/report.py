"""Measurements as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from nlu.training.evaluation import Evaluation, RetrievalScore, TranslationScore


def markdown(evaluation: Evaluation) -> str:
    """The tables of one evaluation, in Markdown."""
    tables = (_by_language(evaluation), _retrieval(evaluation))
    return "\n\n".join("\n".join(table) for table in tables) + "\n"


def _by_language(evaluation: Evaluation) -> Iterator[str]:
    sets = evaluation.translation
    languages = sorted({language for scores in sets.values() for language in scores})
    columns = [f"{name} xx→en / en→xx" for name in sets]
    yield _row(["language", *columns, "STSb", "guides first / first three"])
    yield _row(["---"] * (len(columns) + 3))
    yield _row(
        [
            "en",
            *("" for _ in columns),
            _number(evaluation.similarity.get("en")),
            _hits(evaluation.guides.get("en")),
        ]
    )
    for language in languages:
        yield _row(
            [
                language,
                *(_pair(scores.get(language)) for scores in sets.values()),
                _number(evaluation.similarity.get(language)),
                _hits(evaluation.guides.get(language)),
            ]
        )
    averages = [_average(scores.values()) for scores in sets.values()]
    yield _row(
        [
            "average",
            *averages,
            _number(float(np.mean(list(evaluation.similarity.values())))),
            _average_hits(evaluation.guides.values()),
        ]
    )


def _retrieval(evaluation: Evaluation) -> Iterator[str]:
    yield _row(["probe", "first", "first three", "questions"])
    yield _row(["---"] * 4)
    for name, score in evaluation.probe.items():
        yield _row([name, f"{score.first:.1f}", f"{score.first_three:.1f}", str(score.questions)])


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def _pair(score: TranslationScore | None) -> str:
    return "" if score is None else f"{score.to_english:.1f} / {score.from_english:.1f}"


def _hits(score: RetrievalScore | None) -> str:
    return "" if score is None else f"{score.first:.1f} / {score.first_three:.1f}"


def _average(scores: Iterable[TranslationScore]) -> str:
    pairs = [(score.to_english, score.from_english) for score in scores]
    return " / ".join(f"{value:.1f}" for value in np.mean(pairs, axis=0))


def _average_hits(scores: Iterable[RetrievalScore]) -> str:
    pairs = [(score.first, score.first_three) for score in scores]
    return " / ".join(f"{value:.1f}" for value in np.mean(pairs, axis=0)) if pairs else ""
