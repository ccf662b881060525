"""The evaluation sets: questions and what answers them. Never trained on or tuned to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nlu.examples import Example

SETS: Final = Path(__file__).resolve().parent / "sets"

SECOND: Final = "_2"
"""What the name of a second set ends with: by another hand, written after the first was known."""

SECOND_SET: Final = "second set"
"""Under this name stands what is measured on it."""


@dataclass(frozen=True)
class Question:
    """A question and the entries that answer it; none where it is out of scope."""

    id: str
    language: str
    text: str
    gold: frozenset[str]
    topic: str


def read_questions(name: str) -> list[Question]:
    """`questions`, `regulation` or `out_of_scope`."""
    return [
        Question(
            row["id"],
            row["language"],
            row["question"],
            frozenset(row.get("gold", ())),
            row.get("topic") or row.get("kind") or "",
        )
        for row in _rows(name)
    ]


def read_languages() -> list[tuple[str, str]]:
    """(text, language) of the set for language identification."""
    return [(row["text"], row["language"]) for row in _rows("languages")]


def read_intents(name: str = "intents") -> list[Example]:
    """The messages of a set for intents: commands and small talk."""
    return [Example(row["text"], row["intent"], row["language"]) for row in _rows(name)]


def read_emergencies(name: str = "emergencies") -> list[tuple[str, str, str | None]]:
    """(text, language, kind of emergency or None) of a set for emergencies."""
    return [(row["text"], row["language"], row["kind"]) for row in _rows(name)]


def _rows(name: str) -> list[dict[str, Any]]:
    with (SETS / f"{name}.jsonl").open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]
