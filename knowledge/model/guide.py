"""Guides: questions of life, answered in every language."""

from __future__ import annotations

from typing import Final

from pydantic import Field, validator

from knowledge.model.record import Record
from nlu.languages import LANGUAGES

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


class GuideHeader(Record):
    """`guide.yaml`: what a guide rests on and leads to."""

    facts: list[str] = Field(default=[])
    places: list[str] = Field(default=[], max_items=4)
    articles: list[int] = Field(default=[])
    related: list[str] = Field(default=[])


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
    ask: dict[str, tuple[str, ...]] = Field(default={})
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
            if not 2 <= len(phrasings) <= 30:
                raise ValueError(f"{language}: 2 to 30 phrasings are wanted")
        return value

    @property
    def phrasings(self) -> dict[str, tuple[str, ...]]:
        """How people ask, by language."""
        return {**{code: text.ask for code, text in self.texts.items()}, **self.ask}

    def text(self, language: str) -> GuideText:
        """The guide in `language`, else in English."""
        return self.texts.get(language) or self.texts["en"]
