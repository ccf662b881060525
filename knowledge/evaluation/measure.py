"""How good search is: ranking measures, right and wrong answers, per language.

Measures: hit@1 and hit@3 (a right entry among the first), MRR (Voorhees 1999), nDCG@10 (Järvelin &
Kekäläinen 2002); what is done (right, wrong, asked back, abstained); false answers out of scope;
intervals by bootstrap (Efron 1979).
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from knowledge.decide import Outcome
from knowledge.evaluation.sets import Question, read_languages, read_questions
from knowledge.search import Searcher, SearchResult
from nlu.identify import identify
from nlu.languages import FULL_LANGUAGES, LANGUAGES

_DEPTH: Final = 10
_RESAMPLES: Final = 1000


@dataclass(frozen=True)
class Scores:
    """Means over some questions, 0-1. `interval` is the 95 % interval of hit@1."""

    count: int
    hit1: float
    hit3: float
    mrr: float
    ndcg10: float
    right: float
    wrong: float
    asked_back: float
    abstained: float
    interval: tuple[float, float]


@dataclass(frozen=True)
class _Judged:
    question: Question
    rank: int | None
    gains: tuple[int, ...]
    outcome: Outcome

    @property
    def is_right(self) -> bool:
        return self.rank == 1


Ask = Callable[[str, str], SearchResult]


def evaluate(searcher: Searcher) -> dict[str, Any]:
    """Everything measured, as plain data for JSON."""
    ask: Ask = lambda text, language: searcher.search(text, language, limit=_DEPTH)  # noqa: E731
    questions = [_judge(ask, q) for q in read_questions("questions")]
    regulation = [_judge(ask, q) for q in read_questions("regulation")]
    outside = [_judge(ask, q) for q in read_questions("out_of_scope")]
    full = [j for j in questions if j.question.language in FULL_LANGUAGES]
    others = [j for j in questions if j.question.language not in FULL_LANGUAGES]
    return {
        "twelve languages": asdict(_score(full)),
        "six others": asdict(_score(others)),
        "by language": _by(questions, lambda j: j.question.language, LANGUAGES),
        "by topic": _by(full, lambda j: j.question.topic, None),
        "regulation": asdict(_score(regulation)),
        "out of scope": {
            "count": len(outside),
            "answered": _share(outside, Outcome.ANSWER),
            "asked back": _share(outside, Outcome.CLARIFY),
        },
        "language identification": _languages(),
    }


def _judge(ask: Ask, question: Question) -> _Judged:
    result = ask(question.text, question.language)
    gains = tuple(int(hit.entry in question.gold) for hit in result.hits)
    rank = gains.index(1) + 1 if 1 in gains else None
    return _Judged(question, rank, gains, result.outcome)


def _score(judged: Sequence[_Judged]) -> Scores:
    count = len(judged)
    if not count:
        raise ValueError("no questions to score")

    def mean(values: Iterable[float]) -> float:
        return round(sum(values) / count, 4)

    answered = [j for j in judged if j.outcome is Outcome.ANSWER]
    return Scores(
        count=count,
        hit1=mean(j.rank == 1 for j in judged),
        hit3=mean(j.rank is not None and j.rank <= 3 for j in judged),
        mrr=mean(1 / j.rank if j.rank else 0.0 for j in judged),
        ndcg10=mean(_ndcg(j) for j in judged),
        right=round(sum(j.is_right for j in answered) / count, 4),
        wrong=round(sum(not j.is_right for j in answered) / count, 4),
        asked_back=_share(judged, Outcome.CLARIFY),
        abstained=_share(judged, Outcome.ABSTAIN),
        interval=_interval([float(j.rank == 1) for j in judged]),
    )


def _ndcg(judged: _Judged) -> float:
    gained = sum(gain / math.log2(at + 2) for at, gain in enumerate(judged.gains))
    best = sum(1 / math.log2(at + 2) for at in range(min(len(judged.question.gold), _DEPTH)))
    return gained / best if best else 0.0


def _share(judged: Sequence[_Judged], outcome: Outcome) -> float:
    return round(sum(j.outcome is outcome for j in judged) / max(1, len(judged)), 4)


def _interval(values: Sequence[float]) -> tuple[float, float]:
    chooser = random.Random(0)
    means = sorted(
        sum(chooser.choices(values, k=len(values))) / len(values) for _ in range(_RESAMPLES)
    )
    return round(means[_RESAMPLES // 40], 4), round(means[-_RESAMPLES // 40], 4)


def _by(
    judged: Sequence[_Judged], key: Callable[[_Judged], str], order: Sequence[str] | None
) -> dict[str, Any]:
    groups: dict[str, list[_Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return {name: asdict(_score(groups[name])) for name in order or sorted(groups) if groups[name]}


def _languages() -> dict[str, Any]:
    rows = read_languages()
    wrong = [
        (text, right, found) for text, right in rows if (found := identify(text).language) != right
    ]
    return {
        "count": len(rows),
        "accuracy": round(1 - len(wrong) / max(1, len(rows)), 4),
        "wrong": [{"text": t, "language": r, "identified": f} for t, r, f in wrong],
    }
