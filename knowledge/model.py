"""The records of the knowledge base, as they stand in `knowledge/corpus`."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from pydantic import BaseModel, Extra, Field, validator

from knowledge.hours import parse_hours
from nlu.languages import LANGUAGES

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
Confidence = Literal["high", "medium"]
EntryKind = Literal["guide", "place", "article"]
PhoneLabel = Literal[
    "main",
    "switchboard",
    "hotline",
    "free",
    "emergency",
    "out_of_hours",
    "from_abroad",
    "home_country",
    "consular",
    "visas",
    "complaints",
    "case_filing",
    "undergraduate_office",
    "campus_security",
]
"""What a number is for; the catalogue says each in every language (`phone.<label>`)."""

TOPICS: Final = (
    "residence",
    "work",
    "talent",
    "education",
    "health",
    "housing",
    "transport",
    "money",
    "connectivity",
    "government",
    "legal",
    "family",
    "emergency",
    "culture",
    "assistant",
)
DISTRICTS: Final = (
    "shangcheng",
    "gongshu",
    "xihu",
    "binjiang",
    "xiaoshan",
    "yuhang",
    "linping",
    "qiantang",
    "fuyang",
    "linan",
    "tonglu",
    "chunan",
    "jiande",
)
OUTSIDE_HANGZHOU: Final = ("shanghai", "other")
PLACE_KINDS: Final = (
    "hotline",
    "exit_entry",
    "work_permit",
    "government",
    "hospital",
    "school",
    "university",
    "legal",
    "consulate",
    "transport",
    "payment",
    "telecom",
    "portal",
    "community",
    "culture",
    "faith",
)

Offer = Literal[
    "general",
    "emergency",
    "children",
    "children_emergency",
    "women",
    "birth",
    "eyes",
    "teeth",
    "heart",
    "chest",
    "chinese_medicine",
    "international",
    "insurance",
    "health_check",
    "vaccination",
    "ib",
    "british",
    "american",
    "japanese",
    "bilingual",
    "boarding",
    "foreign_children",
    "labour",
    "court",
    "online_court",
    "foreign_court",
    "advice",
    "notary",
    "mediation",
    "arbitration",
    "lawyers",
    "exit_entry_office",
]
"""What people look for in a place; the catalogue says each in every language (`offer.<offer>`)."""


Box = tuple[tuple[float, float], tuple[float, float]]
ZHEJIANG: Final[Box] = ((27.0, 118.0), (31.3, 123.0))
"""The south-west and north-east corners, in degrees of latitude and longitude (WGS 84)."""
SHANGHAI: Final[Box] = ((30.6, 120.8), (31.9, 122.2))


def _inside(position: tuple[float, float], box: Box) -> bool:
    (south, west), (north, east) = box
    return south <= position[0] <= north and west <= position[1] <= east


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
    values: dict[str, FactValue] = {}
    legal_basis: str | None = None
    source: Source
    confidence: Confidence
    checked: bool | None = None
    checked_source_url: str | None = None
    as_of: date
    review_by: date
    note: str | None = None


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
    phones: list[Phone] = []
    hours: str | None = None
    languages: list[str] = []
    services: list[str] = []
    offers: list[Offer] = []
    ages: tuple[int, int] | None = None
    grades: tuple[int, int] | None = None
    urls: list[str] = []
    position: tuple[float, float] | None = None
    articles: list[int] = []
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


class GuideHeader(Record):
    """`guide.yaml`: what a guide rests on and leads to."""

    facts: list[str] = []
    places: list[str] = Field(default=[], max_items=4)
    articles: list[int] = []
    related: list[str] = []


class GuideText(Record):
    """`<lang>.md`: a guide in one language. `body` still has its placeholders."""

    language: str
    title: str = Field(min_length=1, max_length=140)
    ask: tuple[str, ...]
    body: str


class Guide(Record):
    """One question of life, answered in every language."""

    id: str
    topic: str
    header: GuideHeader
    texts: dict[str, GuideText]
    ask: dict[str, tuple[str, ...]] = {}
    """How people ask in languages that have no text: `ask.yaml`, by language."""

    @validator("ask")
    def _only_for_languages_without_texts(
        cls, value: dict[str, tuple[str, ...]], values: dict[str, object]
    ) -> dict[str, tuple[str, ...]]:
        texts = values.get("texts")
        for language, phrasings in value.items():
            if language not in LANGUAGES:
                raise ValueError(f"unknown language {language!r}")
            if isinstance(texts, dict) and language in texts:
                raise ValueError(f"{language} has a text: its phrasings belong there")
            if not 2 <= len(phrasings) <= 15:
                raise ValueError(f"{language}: 2 to 15 phrasings are wanted")
        return value

    @property
    def phrasings(self) -> dict[str, tuple[str, ...]]:
        """How people ask, by language."""
        return {**{code: text.ask for code, text in self.texts.items()}, **self.ask}

    def text(self, language: str) -> GuideText:
        """The guide in `language`, else in English."""
        return self.texts.get(language) or self.texts["en"]


class ArticleTranslation(Record):
    """An article in another language: unofficial, block by block as the Chinese."""

    number: int
    summary: str = Field(min_length=5)
    ask: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


class Article(Record):
    """An article of the regulation: its paragraphs and items in order, verbatim.

    `blocks` holds each paragraph and each item ("(一)…") as one string.
    """

    number: int
    label: str
    chapter: str
    blocks: tuple[str, ...]
    translations: dict[str, ArticleTranslation] = {}

    @property
    def text(self) -> str:
        """The Chinese text, one block a line, headed by the article's label."""
        return self.label + " " + "\n".join(self.blocks)

    def translation(self, language: str) -> str | None:
        """The unofficial translation, one block a line, or None where there is none."""
        found = self.translations.get(language)
        return "\n".join(found.blocks) if found and found.blocks else None
