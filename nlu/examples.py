"""The examples of intents in `nlu/data`, without Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

DATA: Final = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Example:
    """A message, the intent it has, and the language it is in."""

    text: str
    intent: str
    language: str


def read_examples(folder: Path = DATA) -> list[Example]:
    """Every example of every language's files, in order."""
    examples: list[Example] = []
    for path in sorted(folder.rglob("??.yml")):
        data: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        examples += [
            Example(line.removeprefix("- "), one["intent"], path.stem)
            for one in data["nlu"]
            for line in one["examples"].splitlines()
        ]
    return examples
