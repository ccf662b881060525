"""How good search is: ranking, right and wrong answers, confidence, by language and topic.

What is done with a question: a right answer, a wrong one, asking back (with a right entry among
the choices or not), or abstaining; and false answers to what is out of scope, by kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from knowledge.decide import Outcome
from knowledge.evaluation.confidence import calibration_error, reliability, trade_off
from knowledge.evaluation.identification import accuracy, ours
from knowledge.evaluation.language_bias import language_bias
from knowledge.evaluation.ranking import DEPTH, Ranked, Ranking, score_ranking, share
from knowledge.evaluation.sets import Question, read_questions
from knowledge.search import Searcher
from nlu.languages import FULL_LANGUAGES, LANGUAGES


@dataclass(frozen=True)
class Judged(Ranked):
    """A question, what was found, what is done with it, and what is offered when asking back."""

    outcome: Outcome
    confidence: float
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Scores(Ranking):
    """Means over some questions, 0-1: `right`, `wrong`, `asked_back` and `abstained` add up to 1.

    `offered` is the part of `asked_back` where a right entry is among the choices.
    """

    right: float
    wrong: float
    asked_back: float
    offered: float
    abstained: float


def evaluate(searcher: Searcher) -> dict[str, Any]:
    """Everything measured, as plain data for JSON."""
    questions = judge(searcher, read_questions("questions"))
    regulation = judge(searcher, read_questions("regulation"))
    outside = judge(searcher, read_questions("out_of_scope"))
    full = [j for j in questions if j.question.language in FULL_LANGUAGES]
    others = [j for j in questions if j.question.language not in FULL_LANGUAGES]
    bins = reliability([*questions, *outside])
    bias = language_bias(searcher, [j.question for j in full])
    return {
        "twelve languages": asdict(score(full)),
        "six others": asdict(score(others)),
        "by language": _by(questions, _language, score, LANGUAGES),
        "by topic": _by(full, _topic, score),
        "regulation": asdict(score(regulation)),
        "out of scope": {**_outside(outside), "by kind": _by(outside, _topic, _outside)},
        "confidence": {
            "calibration error": calibration_error(bins),
            "reliability": [asdict(one) for one in bins],
            "trade-off": [asdict(point) for point in trade_off(questions, outside)],
            "answer from": searcher.index.decider.answer_from,
            "ask back from": searcher.index.decider.clarify_from,
        },
        "language bias": {name: asdict(one) for name, one in bias.items()},
        "language identification": accuracy(ours),
    }


def judge(searcher: Searcher, questions: Sequence[Question]) -> list[Judged]:
    """Ask every question, and note what is done."""
    judged = []
    for question in questions:
        result = searcher.search(question.text, question.language, limit=DEPTH)
        entries = tuple(hit.entry for hit in result.hits)
        choices = tuple(hit.entry for hit in result.choices)
        judged.append(Judged(question, entries, result.outcome, result.confidence, choices))
    return judged


def score(judged: Sequence[Judged]) -> Scores:
    """The measures over some questions.

    Raises:
        ValueError: there are none.
    """
    answered = [j.outcome is Outcome.ANSWER for j in judged]
    asked = [j.outcome is Outcome.CLARIFY for j in judged]
    return Scores(
        **asdict(score_ranking(judged)),
        right=share(a and j.is_right for a, j in zip(answered, judged, strict=True)),
        wrong=share(a and not j.is_right for a, j in zip(answered, judged, strict=True)),
        asked_back=share(asked),
        offered=share(
            a and not j.question.gold.isdisjoint(j.choices)
            for a, j in zip(asked, judged, strict=True)
        ),
        abstained=share(j.outcome is Outcome.ABSTAIN for j in judged),
    )


def _outside(judged: Sequence[Judged]) -> dict[str, float]:
    return {
        "count": len(judged),
        "answered": share(j.outcome is Outcome.ANSWER for j in judged),
        "asked back": share(j.outcome is Outcome.CLARIFY for j in judged),
    }


def _language(judged: Judged) -> str:
    return judged.question.language


def _topic(judged: Judged) -> str:
    return judged.question.topic


def _by(
    judged: Sequence[Judged],
    key: Callable[[Judged], str],
    measure: Callable[[Sequence[Judged]], Any],
    order: Sequence[str] | None = None,
) -> dict[str, Any]:
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    measured = {name: measure(groups[name]) for name in order or sorted(groups) if groups[name]}
    return {name: _plain(one) for name, one in measured.items()}


def _plain(measured: Scores | Mapping[str, float]) -> dict[str, Any]:
    return asdict(measured) if isinstance(measured, Scores) else dict(measured)
