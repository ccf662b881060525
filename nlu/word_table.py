"""Tables of words in many languages, and patterns made of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex
import yaml

from nlu.normalise import fold, level, simplify_chinese, without_accents
from nlu.patterns import Pattern, compiled

UNSPACED: Final = compiled(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}]")
"""A letter of a script that puts no space between words, or joins endings to them (Korean)."""

_ARABIC: Final = compiled(r"\p{Arabic}")
_WORD_BEGINS: Final = r"(?<![\p{L}\p{N}])"
_ARABIC_FRONT: Final = r"[وفبكل]?(?:ال|ل)?"
"""Conjunction, preposition and article, which Arabic writes at the front of a word."""


def table_path(name: str) -> Path:
    """Where a table of `nlu/tables` stands."""
    return Path(__file__).resolve().parent / "tables" / f"{name}.yaml"


def read_table(name: str) -> Any:
    """A table of `nlu/tables`. All its values are texts: "on" and "no" are words there."""
    with table_path(name).open(encoding="utf-8") as stream:
        return yaml.load(stream, yaml.CBaseLoader)  # noqa: S506 (makes texts, lists, mappings only)


@lru_cache(maxsize=1024)
def comparable(text: str) -> str:
    """The form in which words are compared: folded, simplified Chinese, without accents.

    >>> comparable("Où est l’Hôpital"), comparable("醫院")
    ("ou est l'hopital", '医院')
    """
    return without_accents(simplify_chinese(fold(text))).replace("’", "'")


@lru_cache(maxsize=128)
def aligned(text: str) -> str:
    """Nearly the same form, letter by letter: offsets stay those of the text.

    >>> aligned("Où est l’Hôpital ３")
    "ou est l'hopital 3"
    """
    levelled = level(text)
    if levelled.isascii():
        return levelled
    return "".join(_bare(letter) for letter in levelled).replace("’", "'")


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    bare = without_accents(letter)
    return bare if len(bare) == 1 else letter


def beginning_with(words: Iterable[str]) -> Pattern:
    """A pattern over comparable text for words that begin so; anywhere in unspaced scripts.

    >>> pattern = beginning_with(["dent", "牙"])
    >>> [bool(pattern.search(text)) for text in ("a dentist", "accident", "看牙")]
    [True, False, True]
    """
    said = [comparable(word) for word in words]
    unspaced = [word for word in said if UNSPACED.search(word)]
    arabic = [word for word in said if word not in unspaced and _ARABIC.search(word)]
    others = [word for word in said if word not in unspaced and word not in arabic]
    return compiled(
        "|".join(
            [
                *map(regex.escape, unspaced),
                *([rf"{_WORD_BEGINS}{_ARABIC_FRONT}{_any_of(arabic)}"] if arabic else []),
                *([rf"{_WORD_BEGINS}{_any_of(others)}"] if others else []),
            ]
        )
    )


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(regex.escape, words))})"
