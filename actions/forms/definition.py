"""What a form asks, as it stands in `definitions/<name>.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, Extra, Field, root_validator, validator

DEFINITIONS: Final = Path(__file__).resolve().parent / "definitions"

Kind = Literal["choice", "number", "date", "yes_no", "text"]
Answer = str | int | float | bool
"""An answer: a choice's name, a number, an ISO 8601 date, yes or no, a text; or `SKIPPED`."""

SKIPPED: Final = "skipped"
"""The answer to a question that the person did not want to answer."""

Bound = int | str
"""A number, or the name of a fact's value ("pt-08.step_1_from")."""


class FormError(ValueError):
    """A form's definition cannot be used."""


class _Record(BaseModel):
    class Config:
        extra = Extra.forbid
        frozen = True
        smart_union = True


class Question(_Record):
    """One question. Its sentences stand in the form's catalogue: `<form>.<slot>.ask` and `.why`,
    `.label` (its name in a list) and `.choice.<name>` for each choice.

    `minimum` and `maximum` bound a number; for a date they are days from today (negative: past).
    `when` lists, by earlier slot, the answers with which this one is asked. `values` are figures
    that its sentences name, by fact. With `asked_by` another slot, its question differs by the
    answer there: `<form>.<slot>.ask.<answer>`. A `mention` of this kind (`nlu.mentions`) answers a
    number: somebody's age, an amount in yuan.
    """

    slot: str = Field(regex=r"^[a-z][a-z_]{1,40}$")
    kind: Kind
    choices: tuple[str, ...] = ()
    minimum: Bound | None = None
    maximum: Bound | None = None
    optional: bool = True
    when: Mapping[str, tuple[str, ...]] = {}
    values: Mapping[str, str] = {}
    asked_by: str | None = None
    mention: Literal["age", "money"] | None = None

    @validator("choices", each_item=True)
    def _plain_name(cls, value: str) -> str:
        if not value.replace("_", "").isalnum() or value == SKIPPED:
            raise ValueError(f"not a name for a choice: {value!r}")
        return value

    @root_validator(skip_on_failure=True)
    def _choices_where_there_is_a_choice(cls, values: dict[str, object]) -> dict[str, object]:
        if (values["kind"] == "choice") != bool(values["choices"]):
            raise ValueError("a choice has choices, nothing else has")
        if values["kind"] == "number" and None in (values["minimum"], values["maximum"]):
            raise ValueError("a number has bounds")
        return values


class FormDefinition(_Record):
    """A form: its questions in order. `guides` are the guides that offer it."""

    name: str = Field(regex=r"^[a-z][a-z_]{1,40}$")
    catalogue: str = "forms"
    guides: tuple[str, ...] = ()
    questions: tuple[Question, ...]

    @validator("questions")
    def _in_order(cls, value: tuple[Question, ...]) -> tuple[Question, ...]:
        known: set[str] = set()
        required = {one.slot for one in value if not one.optional}
        if not value:
            raise ValueError("a form asks something")
        for question in value:
            if question.slot in known:
                raise ValueError(f"{question.slot} is asked twice")
            if not question.when.keys() <= known:
                raise ValueError(f"{question.slot} depends on what is asked later")
            if question.asked_by and question.asked_by not in known & required:
                raise ValueError(f"{question.slot} is asked by what need not be answered")
            known.add(question.slot)
        return value

    @property
    def loop(self) -> str:
        """The form's name in the domain."""
        return f"{self.name}_form"

    def question(self, slot: str) -> Question | None:
        """The question that fills a slot, or None."""
        return next((one for one in self.questions if one.slot == slot), None)


@lru_cache(maxsize=64)
def load_form(name: str) -> FormDefinition:
    """The definition of a form, read once.

    Raises:
        FormError: it is not there or has a wrong form.
    """
    try:
        text = (DEFINITIONS / f"{name}.yaml").read_text(encoding="utf-8")
        return FormDefinition.parse_obj({"name": name, **yaml.load(text, yaml.CSafeLoader)})
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise FormError(f"the form {name!r}: {error}") from error


@lru_cache(maxsize=1)
def all_forms() -> tuple[FormDefinition, ...]:
    """Every form, by name."""
    return tuple(load_form(path.stem) for path in sorted(DEFINITIONS.glob("*.yaml")))
