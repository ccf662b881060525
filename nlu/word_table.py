"""Tables of words in many languages, and patterns made of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import regex
import yaml

from nlu.normalise import fold, level, simplify_chinese, without_accents

UNSPACED: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Hangul}]")
"""A letter of a script that puts no space between words, or joins endings to them (Korean)."""

_ARABIC: Final = regex.compile(r"\p{Arabic}")
_ARABIC_FRONT: Final = r"[وفبكل]?(?:ال|ل)?"
"""Conjunction, preposition and article, which Arabic writes at the front of a word."""


def table_path(name: str) -> Path:
    """Where a table of `nlu/tables` stands."""
    return Path(__file__).resolve().parent / "tables" / f"{name}.yaml"


def read_table(name: str) -> Any:
    """A table of `nlu/tables`. All its values are texts: "on" and "no" are words there."""
    with table_path(name).open(encoding="utf-8") as stream:
        return yaml.load(stream, yaml.BaseLoader)  # noqa: S506 (makes texts, lists, mappings only)


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
    return "".join(_bare(letter) for letter in level(text)).replace("’", "'")


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    bare = without_accents(letter)
    return bare if len(bare) == 1 else letter


def beginning_with(words: Iterable[str]) -> regex.Pattern[str]:
    """A pattern over comparable text for words that begin so; anywhere in unspaced scripts.

    >>> pattern = beginning_with(["dent", "牙"])
    >>> [bool(pattern.search(text)) for text in ("a dentist", "accident", "看牙")]
    [True, False, True]
    """
    return regex.compile("|".join(_beginning(comparable(word)) for word in words))


def _beginning(word: str) -> str:
    if UNSPACED.search(word):
        return regex.escape(word)
    front = _ARABIC_FRONT if _ARABIC.search(word) else ""
    return rf"(?<![\p{{L}}\p{{N}}]){front}{regex.escape(word)}"
