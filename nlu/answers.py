"""Short answers: yes and no, and whether a message is a question of its own."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from nlu.normalise import fold, simplify_chinese
from nlu.patterns import compiled

_TABLE: Final = Path(__file__).resolve().parent / "tables" / "yes_no.yaml"
_LONGEST: Final = 60
_QUESTION: Final = compiled(r"[?？؟⁇]|(?:吗|呢|か|까|까요|ไหม|หรือไม่|หรือเปล่า)[\p{P}\s]*$")
_EDGES: Final = compiled(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")


def yes_or_no(text: str) -> bool | None:
    """Whether a message says yes or no, in any of the languages; None where it says more.

    >>> yes_or_no("是的！"), yes_or_no("Nein"), yes_or_no("maybe")
    (True, False, None)
    """
    return _answers().get(_bare(text))


def is_marked_question(text: str) -> bool:
    """Whether a message is written as a question.

    >>> is_marked_question("what does it cost?"), is_marked_question("要多少钱呢")
    (True, True)
    """
    return bool(_QUESTION.search(text.strip()))


def _bare(text: str) -> str:
    return _EDGES.sub("", simplify_chinese(fold(text[:_LONGEST])))


@lru_cache(maxsize=1)
def _answers() -> dict[str, bool]:
    with _TABLE.open(encoding="utf-8") as stream:
        table: dict[str, dict[str, Any]] = yaml.load(stream, yaml.CSafeLoader)
    return {
        _bare(str(word)): said == "yes"
        for entry in table.values()
        for said, words in entry.items()
        for word in words
    }
