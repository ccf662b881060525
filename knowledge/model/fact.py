"""Facts: statements with figures, a legal basis and a source."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, validator

from knowledge.model.record import Confidence, Record, Source

Unit = Literal[
    "hour",
    "day",
    "working_day",
    "month",
    "year",
    "cny",
    "usd",
    "percent",
    "date",
    "month_day",
    "calendar_year",
    "age",
    "times",
    "point",
    "count",
    "text",
]


class FactValue(Record):
    """One figure of a fact. Two numbers in a list are a range, both ends included."""

    value: int | float | str | list[int]
    unit: Unit

    @validator("value")
    def _range_has_two_ends(cls, value: object) -> object:
        if isinstance(value, list) and (len(value) != 2 or value[0] > value[1]):
            raise ValueError("a range is two numbers, the smaller first")
        return value


class Bilingual(Record):
    """A text in English and in Chinese."""

    en: str
    zh: str


class Fact(Record):
    """A statement with its figures, its legal basis and its source."""

    id: str = Field(regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    statement: Bilingual
    values: dict[str, FactValue] = Field(default={})
    legal_basis: str | None = None
    source: Source
    confidence: Confidence
    checked: bool | None = None
    checked_source_url: str | None = None
    as_of: date
    review_by: date
    note: str | None = None
