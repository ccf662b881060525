"""What to do first in an emergency: whom to call, and what to say there in Chinese.

It needs no index and no model: only `knowledge/corpus/emergencies.yaml` and the directory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, get_args

import yaml
from pydantic import Field, validator

from knowledge.help_numbers import HELP_PLACES
from knowledge.library import CORPUS
from knowledge.model.record import Record
from nlu.emergencies import EmergencyKind

KINDS: Final[tuple[EmergencyKind, ...]] = get_args(EmergencyKind)


class Spoken(Record):
    """What to say on the telephone, in Chinese characters and in pinyin."""

    zh: str = Field(min_length=1)
    pinyin: str = Field(min_length=1)


class FirstAid(Record):
    """A kind of emergency: names of `HELP_PLACES` to call, in order, and what to say."""

    call: list[str] = Field(min_items=1)
    say: Spoken

    @validator("call", each_item=True)
    def _known_number(cls, value: str) -> str:
        if value not in HELP_PLACES:
            raise ValueError(f"unknown number {value!r}; one of {', '.join(HELP_PLACES)}")
        return value


@lru_cache(maxsize=1)
def first_aid(path: Path = CORPUS / "emergencies.yaml") -> Mapping[EmergencyKind, FirstAid]:
    """Every kind of emergency, read once.

    Raises:
        ValueError: a kind is missing, unknown or of another form (pydantic's ValidationError).
    """
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    if set(data) != set(KINDS):
        raise ValueError(f"{path}: the kinds are {', '.join(KINDS)}")
    return {kind: FirstAid.parse_obj(data[kind]) for kind in KINDS}
