"""What newcomers need most, in their own hurried words: found, asked back, declined, or wrong.

These messages are no test. They were written before the phrasings that they showed to be missing,
so they say what a change has broken, not how good the search is with people that it has not met.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, Final

from knowledge.search import Searcher
from nlu.emergencies import recognise

MESSAGES: Final = Path(__file__).resolve().parent / "everyday.jsonl"
LEAST_RIGHT: Final = 0.89
MOST_WRONG: Final = 0.03

_COLUMNS: Final = ("messages", "right", "wrong", "other", "certain", "possible")
_HEADER: Final = (
    "| | messages | right | wrong | other | certain emergency | possible |\n"
    "|---|---|---|---|---|---|---|"
)


def measure_everyday(searcher: Searcher) -> dict[str, dict[str, int]]:
    """Counts in all ("all") and by language.

    `right`: answered, or asked back, with a right guide first; where no guide answers, not
    answered. `wrong`: answered with something else. `other`: declined, or asked back with another
    guide first. `certain` and `possible`: taken for an emergency, rightly or not.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in map(json.loads, MESSAGES.read_text(encoding="utf-8").splitlines()):
        outcome = _outcome(searcher, row)
        found = recognise(row["question"])
        alarm = [] if found is None else ["certain" if found.certain else "possible"]
        for name in ("all", row["language"]):
            counts[name].update(["messages", outcome, *alarm])
    return {name: {column: count[column] for column in _COLUMNS} for name, count in counts.items()}


def good_enough(measured: dict[str, dict[str, int]]) -> bool:
    """Whether as many are right, and as few wrong, as there were."""
    total = measured["all"]
    return (
        total["right"] >= LEAST_RIGHT * total["messages"]
        and total["wrong"] <= MOST_WRONG * total["messages"]
    )


def everyday_as_markdown(measured: dict[str, dict[str, int]]) -> str:
    """The counts as a table."""
    rows = (
        f"| {name} | " + " | ".join(str(count[column]) for column in _COLUMNS) + " |"
        for name, count in measured.items()
    )
    return "\n".join([_HEADER, *rows])


def _outcome(searcher: Searcher, row: dict[str, Any]) -> str:
    result = searcher.search(row["question"], row["language"])
    is_answered = result.outcome.value == "answer"
    if not row["gold"]:
        return "wrong" if is_answered else "right"
    if result.outcome.value != "abstain" and result.hits[0].entry in row["gold"]:
        return "right"
    return "wrong" if is_answered else "other"
