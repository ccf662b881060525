"""A guide's answer with its placeholders filled, in one language."""

from __future__ import annotations

from knowledge.figures import format_figure
from knowledge.guides import PLACEHOLDER
from knowledge.library import Library
from nlu.catalogues import sentences


def render_body(library: Library, body: str, language: str) -> str:
    """The body as a person reads it; `language` is one that answers are given in.

    Raises:
        KeyError: a placeholder names something that the library does not have.
    """

    def fill(kind: str, name: str, bare: bool) -> str:
        if kind == "fact":
            return format_figure(library.figure(name), language, bare=bare)
        if kind == "phone":
            return library.places[name].phones[0].number
        if kind == "article":
            return article_name(library, int(name), language)
        raise KeyError(f"{kind}:{name}")

    return PLACEHOLDER.sub(lambda m: fill(m["kind"], m["name"], m["bare"] is not None), body)


def article_name(library: Library, number: int, language: str) -> str:
    """What an article is called: "Article 39", "第三十九条"."""
    if language == "zh":
        return library.articles[number].label
    return sentences().say("article", language, number=number)
