"""How many emergencies are recognised, and how many false alarms there are.

Counts only: the texts of the evaluation set are never shown, so that nobody writes rules for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from knowledge.evaluation.sets import SECOND, SECOND_SET, read_emergencies
from nlu.emergencies import KINDS, Emergency, recognise
from nlu.emergencies.evidence import NONE, find_phrases, probabilities
from nlu.emergencies.recognise import decide
from nlu.training.emergencies import EmergencyExample, cross_validate

MOST_FALSE_ALARMS: Final = 0.02
"""The share of near misses that may be taken for a certain emergency."""

_HEADER: Final = (
    "| | emergencies | certain | uncertain | missed | right kind | near misses | false alarms | "
    "false, uncertain |\n|---|---|---|---|---|---|---|---|---|"
)


def measure_emergencies() -> dict[str, Any]:
    """Counts over the first set, and beside them over the second: in all, by language, by kind."""
    return {
        **_count(_judged("emergencies")),
        SECOND_SET: _count(_judged(f"emergencies{SECOND}")),
    }


def good_enough(measured: dict[str, Any]) -> bool:
    """Whether no emergency of the first set is missed and certain false alarms are few."""
    total: dict[str, int] = measured["all"]
    most = MOST_FALSE_ALARMS * total["near misses"]
    return total["missed"] == 0 and total["false alarms"] < most


def emergencies_as_markdown(measured: dict[str, Any]) -> str:
    """The counts as a table; a second one where a second set was measured."""
    lines = _table(measured)
    if SECOND_SET in measured:
        lines = [*lines, "", "Second set, by another hand:", "", *_table(measured[SECOND_SET])]
    return "\n".join(lines)


def _table(measured: dict[str, Any]) -> list[str]:
    rows = [("all", measured["all"]), *measured["languages"].items(), *measured["kinds"].items()]
    lines = [
        f"| {name} | {c['emergencies']} | {c['certain']} | {c['uncertain']} | {c['missed']} | "
        f"{c['right kind']} | {c['near misses']} | {c['false alarms']} | {c['false, uncertain']} |"
        for name, c in rows
    ]
    return [_HEADER, *lines]


def _judged(name: str) -> Iterator[tuple[str, str | None, Emergency | None]]:
    return ((language, kind, recognise(text)) for text, language, kind in read_emergencies(name))


def cross_validated_as_markdown(
    examples: Sequence[EmergencyExample], harmless: Sequence[str], folds: int
) -> str:
    """The same counts over our own examples, each judged by a model that has not seen it."""
    languages = {one.text: one.language for one in examples}
    judged = (
        (
            languages.get(text, "harmless"),
            None if kind == NONE else kind,
            decide(probabilities(text, model), find_phrases(text)),
        )
        for text, kind, model in cross_validate(examples, harmless, folds)
    )
    return emergencies_as_markdown(_count(judged))


def _count(judged: Iterable[tuple[str, str | None, Emergency | None]]) -> dict[str, Any]:
    total = _no_counts()
    languages: dict[str, Counter[str]] = defaultdict(_no_counts)
    kinds: dict[str, Counter[str]] = {kind: _no_counts() for kind in KINDS}
    for language, kind, found in judged:
        kept = [total, languages[language], *([kinds[kind]] if kind else [])]
        for counts in kept:
            counts.update(_outcome(kind, found))
    return {
        "all": dict(total),
        "languages": {name: dict(counts) for name, counts in sorted(languages.items())},
        "kinds": {name: dict(counts) for name, counts in kinds.items()},
    }


def _outcome(kind: str | None, found: Emergency | None) -> list[str]:
    if kind is None:
        alarm = [] if found is None else ["false alarms" if found.certain else "false, uncertain"]
        return ["near misses", *alarm]
    if found is None:
        return ["emergencies", "missed"]
    right = ["right kind"] if found.kind == kind else []
    return ["emergencies", "certain" if found.certain else "uncertain", *right]


def _no_counts() -> Counter[str]:
    names = ("emergencies", "certain", "uncertain", "missed", "right kind")
    return Counter(dict.fromkeys((*names, "near misses", "false alarms", "false, uncertain"), 0))
