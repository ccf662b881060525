"""Articles of the regulation, and their unofficial translations."""

from __future__ import annotations

from pydantic import Field

from knowledge.model.record import Record


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
    translations: dict[str, ArticleTranslation] = Field(default={})

    @property
    def text(self) -> str:
        """The Chinese text, one block a line, headed by the article's label."""
        return self.label + " " + "\n".join(self.blocks)

    def translation(self, language: str) -> str | None:
        """The unofficial translation, one block a line, or None where there is none."""
        found = self.translations.get(language)
        return "\n".join(found.blocks) if found and found.blocks else None
