"""Places: records of the service directory."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from pydantic import Field, validator

from knowledge.hours import parse_hours
from knowledge.model.place_words import (
    DISTRICTS,
    OUTSIDE_HANGZHOU,
    PLACE_KINDS,
    Offer,
    PhoneLabel,
)
from knowledge.model.record import Confidence, Record, Source
from nlu.languages import LANGUAGES

Box = tuple[tuple[float, float], tuple[float, float]]
ZHEJIANG: Final[Box] = ((27.0, 118.0), (31.3, 123.0))
"""The south-west and north-east corners, in degrees of latitude and longitude (WGS 84)."""
SHANGHAI: Final[Box] = ((30.6, 120.8), (31.9, 122.2))


def _inside(position: tuple[float, float], box: Box) -> bool:
    (south, west), (north, east) = box
    return south <= position[0] <= north and west <= position[1] <= east


class Phone(Record):
    """A telephone number as it is dialled in Hangzhou, and what it is for."""

    number: str = Field(regex=r"^\+?[0-9][0-9 -]{1,20}$")
    label: PhoneLabel | None = None


class Address(Record):
    """An address; the Chinese one is the one to show to a driver."""

    en: str | None = None
    zh: str | None = None


class Place(Record):
    """A record of the service directory.

    `hours` are in the form of `knowledge.hours`; `note` is for editors, people never see it.
    `offers` says in fixed words what of `services` people look for; `ages` (years) and `grades`
    (0 is the kindergarten year, -1 the one before) are a school's, both ends included.
    """

    id: str = Field(regex=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    kind: str
    names: dict[str, str]
    district: str | None = None
    address: Address = Address()
    phones: list[Phone] = Field(default=[])
    hours: str | None = None
    languages: list[str] = Field(default=[])
    services: list[str] = Field(default=[])
    offers: list[Offer] = Field(default=[])
    ages: tuple[int, int] | None = None
    grades: tuple[int, int] | None = None
    urls: list[str] = Field(default=[])
    position: tuple[float, float] | None = None
    articles: list[int] = Field(default=[])
    source: Source
    confidence: Confidence
    checked: bool | None = None
    as_of: date
    note: str | None = None

    @validator("kind")
    def _known_kind(cls, value: str) -> str:
        if value not in PLACE_KINDS:
            raise ValueError(f"unknown kind {value!r}; one of {', '.join(PLACE_KINDS)}")
        return value

    @validator("district")
    def _known_district(cls, value: str | None) -> str | None:
        if value is not None and value not in DISTRICTS + OUTSIDE_HANGZHOU:
            raise ValueError(f"unknown district {value!r}; one of {', '.join(DISTRICTS)}")
        return value

    @validator("hours")
    def _readable_hours(cls, value: str | None) -> str | None:
        if value is not None:
            parse_hours(value)
        return value

    @validator("position")
    def _near_hangzhou(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and not any(_inside(value, box) for box in (ZHEJIANG, SHANGHAI)):
            raise ValueError("the position (latitude, longitude) is not in Zhejiang or Shanghai")
        return value

    @validator("names")
    def _named_in_both(cls, value: dict[str, str]) -> dict[str, str]:
        if not {"en", "zh"} <= value.keys():
            raise ValueError("a place has a name in en and in zh")
        if not value.keys() <= set(LANGUAGES):
            raise ValueError(f"unknown languages: {', '.join(value.keys() - set(LANGUAGES))}")
        if not all(name.strip() for name in value.values()):
            raise ValueError("a name is empty")
        return value

    @validator("languages", each_item=True)
    def _language_code(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}", value):
            raise ValueError(f"not a language code: {value!r}")
        return value

    @validator("urls", each_item=True)
    def _web_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s<>\"]+", value):
            raise ValueError(f"not a web address: {value!r}")
        return value

    def name(self, language: str) -> str:
        """The display name in `language`, else in English."""
        return self.names.get(language) or self.names["en"]
