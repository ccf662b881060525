"""The glossary of the assistant's field: terms, each with what people call it in every language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from nlu.training.domain import DomainPair
from nlu.training.parallel import ENGLISH

GLOSSARY: Final = Path(__file__).resolve().parent / "glossary.yaml"
_NAMED_BY: Final = "zh"


@dataclass(frozen=True)
class Term:
    """A term: its first Chinese form, and all that it is called, by language."""

    name: str
    variants: dict[str, tuple[str, ...]]

    @property
    def texts(self) -> tuple[str, ...]:
        """What it is called in any language, each once."""
        return tuple(dict.fromkeys(text for texts in self.variants.values() for text in texts))


def read_terms(path: Path = GLOSSARY) -> list[Term]:
    """Every term of a glossary: a list of records, each from language to variants."""
    records: list[dict[str, list[str]]] = yaml.load(
        path.read_text(encoding="utf-8"), yaml.CSafeLoader
    )
    return [
        Term(one[_NAMED_BY][0], {language: tuple(texts) for language, texts in one.items()})
        for one in records
    ]


def term_pairs(terms: Sequence[Term]) -> Iterator[DomainPair]:
    """Every variant of a term beside its first English one; a term is one group."""
    for term in terms:
        english = term.variants[ENGLISH][0]
        for language, texts in term.variants.items():
            for text in texts:
                yield DomainPair(text, english, term.name, language)
