"""Languages that a message names, by CLDR's names and by how people call them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from babel import Locale

from nlu.languages import LANGUAGES, NATIVE_NAMES
from nlu.phrases import Found, Phrases
from nlu.place_words import LANGUAGES_KEY
from nlu.word_table import UNSPACED, read_table

_SHORTEST: Final = 3


def languages_said(text: str) -> list[Found]:
    """The languages that a message names, by code, and where.

    >>> [code for code, _, _ in languages_said("a doctor who speaks Japanese, 或者会说英文")]
    ['ja', 'en']
    """
    return _names().find(text)


@lru_cache(maxsize=1)
def _names() -> Phrases:
    names: dict[str, list[str]] = {code: [NATIVE_NAMES[code]] for code in LANGUAGES}
    for speaker in LANGUAGES:
        known = Locale.parse(speaker).languages
        for code in LANGUAGES:
            if len(known.get(code, "")) >= _SHORTEST or UNSPACED.search(known.get(code, "")):
                names[code].append(known[code])
    for code, words in read_table("place_words")[LANGUAGES_KEY].items():
        names[code] += [word if UNSPACED.search(word) else f"{word}*" for word in words]
    return Phrases(names)
