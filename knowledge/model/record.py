"""What every record has in common: that it is never changed, its source, and how sure it is."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import BaseModel, Extra, Field

Confidence = Literal["high", "medium"]
EntryKind = Literal["guide", "place", "article"]


class Record(BaseModel):
    """A record that is never changed once read, and has no unknown keys."""

    class Config:
        extra = Extra.forbid
        frozen = True
        smart_union = True


UNDATED: Final = "undated"
"""The date of a source that prints none."""


class Source(Record):
    """Where a statement comes from: title, URL and the source's own date, as printed there."""

    title: str = Field(min_length=1)
    url: str = Field(min_length=1)
    date: str = Field(min_length=1)
