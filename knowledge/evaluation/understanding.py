"""How well intents are told apart: held out, by language and by intent; and by cross-validation.

Macro F1 is the mean over the intents of their F1 (van Rijsbergen 1979), so that a rare intent
counts as much as a frequent one. All questions (`ask_…`) count as one intent here: which topic a
question belongs to is only a prior of the search, and measured apart.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from typing import Any, Final

import numpy as np

from knowledge.evaluation.sets import SECOND, SECOND_SET, read_intents, read_questions
from knowledge.intent_examples import guide_examples
from knowledge.library import Library
from nlu.encoder import Encoder
from nlu.examples import Example, read_examples
from nlu.intent_choice import QUESTION_PREFIX
from nlu.intents import Intents, learn_intents
from nlu.languages import FULL_LANGUAGES, LANGUAGES
from nlu.normalise import fold

QUESTION: Final = "question"
_SEARCHED: Final = frozenset({QUESTION, "out_of_scope"})
"""What leads to a search, which has the last word."""

LEAST_MACRO_F1: Final = 0.90
"""What each of the twelve languages must reach on the held-out messages."""

LITTLE_RECALL: Final = 0.8

Pairs = Sequence[tuple[Example, str]]


def evaluate_understanding(library: Library, encoder: Encoder, folds: int = 0) -> dict[str, Any]:
    """Everything measured, as plain data for JSON; cross-validated where `folds` is 2 or more."""
    examples = [*read_examples(), *guide_examples(library)]
    model = _fit(examples, encoder)
    questions = [
        (Example(q.text, f"{QUESTION_PREFIX}{q.topic}", q.language))
        for q in read_questions("questions")
    ]
    asked = _guess(model, encoder, questions)
    taught = {fold(one.text) for one in examples}
    second = read_intents(f"intents{SECOND}")
    measured = {
        **_held_out(_guess(model, encoder, read_intents()), taught),
        SECOND_SET: _held_out(_guess(model, encoder, second), taught),
        "questions": {
            "count": len(asked),
            "searched": _share(_plain(guess) in _SEARCHED for _, guess in asked),
            "right topic": _share(one.intent == guess for one, guess in asked),
            "taken for": dict(Counter(_plain(guess) for _, guess in asked).most_common()),
        },
    }
    if folds > 1:
        measured["cross-validated"] = _by_language(
            _cross_validated(examples, encoder, folds), LANGUAGES
        )
    return measured


def f1_by_intent(pairs: Pairs) -> dict[str, float]:
    """The F1 of each intent that the messages have."""
    right: Counter[str] = Counter()
    said: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for one, guess in pairs:
        truth, taken = _plain(one.intent), _plain(guess)
        there[truth] += 1
        said[taken] += 1
        right[truth] += truth == taken
    return {name: round(2 * right[name] / (there[name] + said[name]), 4) for name in sorted(there)}


def macro_f1(pairs: Pairs) -> float:
    """The mean of the intents' F1.

    >>> yes, no = Example("yes", "affirm", "en"), Example("no", "deny", "en")
    >>> macro_f1([(yes, "affirm"), (no, "deny")]), macro_f1([(yes, "deny"), (no, "affirm")])
    (1.0, 0.0)
    """
    scores = f1_by_intent(pairs)
    return round(sum(scores.values()) / len(scores), 4)


def confusions(pairs: Pairs) -> list[tuple[str, str, int]]:
    """(intent, what it was taken for, how often), the most frequent first."""
    counted = Counter((_plain(one.intent), _plain(guess)) for one, guess in pairs)
    return [(a, b, count) for (a, b), count in counted.most_common() if a != b]


def seldom_recognised(pairs: Pairs) -> dict[str, dict[str, float]]:
    """By language, the intents of which less than `LITTLE_RECALL` of the messages get it.

    >>> yes, no = Example("yes", "affirm", "en"), Example("no", "deny", "en")
    >>> seldom_recognised([(yes, "affirm"), (no, "affirm")])
    {'en': {'deny': 0.0}}
    """
    right: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for one, guess in pairs:
        truth = _plain(one.intent)
        right[one.language, truth].append(truth == _plain(guess))
    seldom: dict[str, dict[str, float]] = defaultdict(dict)
    for (language, intent), hits in right.items():
        if _share(hits) < LITTLE_RECALL:
            seldom[language][intent] = _share(hits)
    return dict(seldom)


def _held_out(pairs: Pairs, taught: Set[str]) -> dict[str, Any]:
    return {
        "in the examples": sum(fold(one.text) in taught for one, _ in pairs),
        "held out": _by_language(pairs, FULL_LANGUAGES),
        "by intent": f1_by_intent(pairs),
        "confused": confusions(pairs),
        "seldom recognised": seldom_recognised(pairs),
    }


def _plain(intent: str) -> str:
    return QUESTION if intent.startswith(QUESTION_PREFIX) else intent


def _fit(examples: Sequence[Example], encoder: Encoder) -> Intents:
    texts = [one.text for one in examples]
    return learn_intents(texts, encoder.encode(texts), [one.intent for one in examples])


def _guess(
    model: Intents, encoder: Encoder, messages: Sequence[Example]
) -> list[tuple[Example, str]]:
    vectors = encoder.encode([one.text for one in messages])
    return [
        (one, model.names[model.choose(one.text, vector)[0]])
        for one, vector in zip(messages, vectors, strict=True)
    ]


def _by_language(pairs: Pairs, languages: Sequence[str]) -> dict[str, dict[str, float]]:
    table = {}
    for language in languages:
        of_language = [pair for pair in pairs if pair[0].language == language]
        table[language] = {
            "count": len(of_language),
            "macro_f1": macro_f1(of_language),
            "accuracy": _share(_plain(one.intent) == _plain(guess) for one, guess in of_language),
        }
    return table


def _share(hits: Iterable[bool]) -> float:
    values = list(hits)
    return round(sum(values) / max(1, len(values)), 4)


def _cross_validated(
    examples: Sequence[Example], encoder: Encoder, folds: int
) -> list[tuple[Example, str]]:
    """Each example as a model sees it that was fitted without it."""
    order = np.random.default_rng(0).permutation(len(examples))
    found: list[tuple[Example, str]] = []
    for part in range(folds):
        left_out = set(order[part::folds].tolist())
        rest = [one for at, one in enumerate(examples) if at not in left_out]
        model = _fit(rest, encoder)
        found += _guess(model, encoder, [examples[at] for at in sorted(left_out)])
    return found
