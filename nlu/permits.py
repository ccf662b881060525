"""Permits and kinds of visa that a message names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from nlu.patterns import compiled
from nlu.phrases import Found, Phrases
from nlu.word_table import aligned, read_table

_VISA: Final = "visa"
_KIND: Final = compiled(
    r"(?<![\p{Latin}\p{N}])(?:[qsxj][12]|[cdfgklmrz])(?![\p{Latin}\p{N}'.])|(?<![\p{Latin}\p{N}])"
    r"(?P<kind>[qsxj][12]|[cdfgklmrz])字"
)
"""The letters of China's visas; before 字 they need nothing else."""

_BESIDE: Final = 2
"""So many characters may stand between a small letter and the word for a visa."""


def permits_said(text: str) -> list[Found]:
    """The papers that a message names ("work_permit", "visa"), and its kinds of visa ("Z", "X1").

    >>> [name for name, _, _ in permits_said("from an X1 visa to a residence permit")]
    ['X1', 'visa', 'residence_permit']
    >>> [name for name, _, _ in permits_said("我拿的是Z字签证，M签")], permits_said("plan Z, X1")
    (['Z', 'visa', 'M', 'visa'], [])
    """
    named = _papers().find(text)
    visas = [(start, end) for name, start, end in named if name == _VISA]
    kinds = list(_kinds(text, visas)) if visas else []
    return sorted([*named, *kinds], key=lambda one: one[1])


def _kinds(text: str, visas: list[tuple[int, int]]) -> Iterator[Found]:
    for match in _KIND.finditer(aligned(text)):
        start = match.start()
        end = match.end("kind") if match["kind"] else match.end()
        said = text[start:end]
        near = min(max(first - end, start - last) for first, last in visas)
        if len(said) > 1 or said.isupper() or near <= _BESIDE:
            yield said.upper(), start, end


@lru_cache(maxsize=1)
def _papers() -> Phrases:
    return Phrases(read_table("permits"))
