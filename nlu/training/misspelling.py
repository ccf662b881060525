"""Misspelt copies of texts, because people type in a hurry and without accents.

A word of an alphabet gets one slip of the finger: two letters swapped, one left out, one doubled.
Accents go where a keyboard has none, or where it takes too long: most of what Vietnamese people
type into a search box has none.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Change = Callable[[str, random.Random], str]

SHORTEST_WORD = 5
"""Letters from which on a word may be misspelt."""

SLIP_SHARE = 0.3
"""Share of such words that are."""

_WORD = re.compile(rf"[^\W\d_]{{{SHORTEST_WORD},}}")
_ALPHABETS = ("LATIN", "CYRILLIC", "ARABIC")
_LATIN_BEYOND_ASCII = re.compile("[\u00c0-\u024f\u1e00-\u1eff]")
_WITHOUT_DECOMPOSITION = str.maketrans("đĐıøØłŁ", "dDioOlL")


def misspelt(text: str, generator: random.Random) -> str:
    """A copy with slips in some words; it may be the text itself."""
    return _WORD.sub(lambda match: _maybe(_slip, SLIP_SHARE, match[0], generator), text)


def swapped(text: str, share: float, generator: random.Random) -> str:
    """A copy where two neighbouring letters changed places in this share of the longer words."""
    return _WORD.sub(lambda match: _maybe(_swap, share, match[0], generator), text)


def without_accents(text: str) -> str:
    """Latin letters without their accents; other scripts stay as they are."""
    composed = unicodedata.normalize("NFC", text).translate(_WITHOUT_DECOMPOSITION)
    return _LATIN_BEYOND_ASCII.sub(
        lambda match: unicodedata.normalize("NFD", match[0])[0], composed
    )


def share_of_accents(text: str) -> float:
    """The share of letters that change when the accents go, 0 to 1."""
    letters = unicodedata.normalize("NFC", text)
    changed = sum(a != b for a, b in zip(letters, without_accents(text), strict=True))
    return changed / max(1, len(letters))


def _maybe(change: Change, share: float, word: str, generator: random.Random) -> str:
    """The changed word in this share of the words of an alphabet."""
    if generator.random() >= share or not _in_alphabet(word):
        return word
    return change(word, generator)


def _slip(word: str, generator: random.Random) -> str:
    return generator.choice((_swap, _leave_out, _double))(word, generator)


def _swap(word: str, generator: random.Random) -> str:
    place = generator.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _leave_out(word: str, generator: random.Random) -> str:
    place = generator.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _double(word: str, generator: random.Random) -> str:
    place = generator.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def _in_alphabet(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_ALPHABETS)
