"""Hindi as people type it in Latin letters, from Devanagari: text for the letter model to learn.

Letters one by one, as Hunterian romanisation does without its marks, and the silent a left out: at
the end of a word, and between two consonants with a vowel before and after (Choudhury, Basu &
Sarkar 2004). What everybody types otherwise stands in a table.

    >>> romanise("मुझे अपना वीज़ा बढ़ाना है")
    'mujhe apna visa badhana hai'
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

_CONSONANT_LETTERS: Final = "कखगघङचछजझञटठडढणतथदधनपफबभमयरलळवशषसह"
_CONSONANT_SOUNDS: Final = (
    "k kh g gh n ch chh j jh n t th d dh n t th d dh n p ph b bh m y r l l v sh sh s h"
)
_CONSONANTS: Final = dict(zip(_CONSONANT_LETTERS, _CONSONANT_SOUNDS.split(), strict=True))
_DOTTED: Final = {"क": "q", "ख": "kh", "ग": "gh", "ज": "z", "ड": "d", "ढ": "dh", "फ": "f"}
_VOWEL_LETTERS: Final = "अआइईउऊऋएऐओऔऑऍ" + "ािीुूृेैोौॉॅ"
_VOWEL_SOUNDS: Final = "a a i i u u ri e ai o au o e" + " a i i u u ri e ai o au o e"
_VOWELS: Final = dict(zip(_VOWEL_LETTERS, _VOWEL_SOUNDS.split(), strict=True))
_INDEPENDENT: Final = frozenset("अआइईउऊऋएऐओऔऑऍ")
_NUKTA, _VIRAMA = "\u093c", "\u094d"
_NASALS: Final = frozenset("\u0901\u0902")
_WORD: Final = regex.compile(r"\p{Devanagari}+")
_SILENT: Final = "\u0259"
_SILENT_INSIDE: Final = regex.compile(
    rf"(?<=[aeiou{_SILENT}][^aeiou{_SILENT}]+){_SILENT}(?=[^aeiou{_SILENT}]+[aeiou])"
)

_AS_TYPED: Final = {
    "में": "mein",
    "मैं": "main",
    "नहीं": "nahi",
    "है": "hai",
    "हैं": "hain",
    "यह": "yeh",
    "वह": "woh",
    "वीज़ा": "visa",
    "वीजा": "visa",
    "पासपोर्ट": "passport",
    "पुलिस": "police",
    "डॉक्टर": "doctor",
    "स्कूल": "school",
    "बैंक": "bank",
}


def romanise(text: str) -> str:
    """The text with its Devanagari words in Latin letters; the rest as it is."""
    return _WORD.sub(lambda found: _word(found.group()), unicodedata.normalize("NFC", text))


def _word(word: str) -> str:
    typed = _AS_TYPED.get(word)
    if typed is not None:
        return typed
    letters = "".join(_letters(word))
    letters = letters.rstrip(_SILENT) if len(letters) > 2 else letters
    return _SILENT_INSIDE.sub("", letters).replace(_SILENT, "a")


def _letters(word: str) -> list[str]:
    """Its letters, with a mark where a consonant has its own a, which may be silent."""
    found: list[str] = []
    bare = False
    for at, letter in enumerate(word):
        following = word[at + 1 : at + 2]
        if letter in _CONSONANTS:
            if bare:
                found.append(_SILENT)
            dotted = following == _NUKTA and letter in _DOTTED
            found.append(_DOTTED[letter] if dotted else _CONSONANTS[letter])
            bare = True
        elif letter in _VOWELS:
            if bare and letter in _INDEPENDENT:
                found.append(_SILENT)
            found.append(_VOWELS[letter])
            bare = False
        elif letter in _NASALS:
            found += [_SILENT, "n"] if bare else ["n"]
            bare = False
        elif letter == _VIRAMA:
            bare = False
    if bare:
        found.append(_SILENT)
    return found
