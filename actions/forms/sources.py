"""What a result rests on, and who decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from actions.forms.guided import Case
from knowledge.citations import cite_article, cite_facts
from knowledge.help_numbers import help_numbers
from nlu.catalogues import sentences
from nlu.languages import answer_language


def cite(
    case: Case, facts: Iterable[str], articles: Iterable[int]
) -> tuple[Mapping[str, Any], ...]:
    """The articles of the regulation and the sources of the facts that a result rests on."""
    library, language = case.library, answer_language(case.language)
    return (
        *(cite_article(library, library.articles[number], language) for number in articles),
        *cite_facts(library.facts[fact] for fact in facts),
    )


def authority_note(
    case: Case, hotline: str = "immigration_hotline", key: str = "result.decides"
) -> str:
    """That an authority decides, and whom to ask before relying on the result."""
    phone = help_numbers(case.library)[hotline]
    return sentences("forms").say(key, case.language, phone=phone)
