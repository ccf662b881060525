"""Which papers a permit case needs: the items of `checklists.yaml` that fit its answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import yaml
from pydantic import Extra, Field

from knowledge.figures import format_figure
from knowledge.library import Library
from knowledge.model.record import Record
from nlu.catalogues import sentences

_FILE: Final = Path(__file__).resolve().parent / "checklists.yaml"
_CATALOGUE: Final = "forms"


class ChecklistItem(Record):
    """A paper, or something to do, and when it is needed. See `checklists.yaml`."""

    id: str = Field(regex=r"^[a-z_]+$")
    zh: str
    facts: tuple[str, ...]
    values: Mapping[str, str] = {}
    when: Mapping[str, tuple[str, ...]]

    class Config:
        extra = Extra.forbid
        frozen = True


@dataclass(frozen=True)
class Needed:
    """An item of a case; `sure` is False where an open answer decides whether it is needed."""

    item: ChecklistItem
    sure: bool


@dataclass(frozen=True)
class Line:
    """An item as a person reads it: its sentence, and its Chinese name."""

    id: str
    text: str
    chinese: str
    sure: bool


def checklist(answers: Mapping[str, str]) -> tuple[Needed, ...]:
    """The items that a case needs, in order. An answer that is not there is an open one.

    >>> [needed.item.id for needed in checklist({"case": "short_work"})]
    ['short_application_form', 'short_contract', 'passport']
    """
    found = []
    for item in all_items():
        open_answers = [question for question in item.when if question not in answers]
        fits = all(answers[q] in item.when[q] for q in item.when if q in answers)
        if fits and "case" in answers:
            found.append(Needed(item, sure=not open_answers))
    return tuple(found)


def checklist_lines(
    library: Library, answers: Mapping[str, str], language: str
) -> tuple[Line, ...]:
    """The same in words."""
    say = sentences(_CATALOGUE).say
    lines = []
    for needed in checklist(answers):
        item = needed.item
        values = {
            name: format_figure(library.figure(figure), language)
            for name, figure in item.values.items()
        }
        text = say(f"checklist.item.{item.id}", language, **values)
        lines.append(Line(item.id, text, item.zh, needed.sure))
    return tuple(lines)


def checklist_facts(answers: Mapping[str, str]) -> tuple[str, ...]:
    """The facts that a case's list rests on, each once."""
    named = (fact for needed in checklist(answers) for fact in needed.item.facts)
    return tuple(dict.fromkeys(named))


@lru_cache(maxsize=1)
def all_items() -> tuple[ChecklistItem, ...]:
    """Every item there is, in the order of the file."""
    with _FILE.open(encoding="utf-8") as stream:
        return tuple(ChecklistItem.parse_obj(item) for item in yaml.load(stream, yaml.CSafeLoader))
