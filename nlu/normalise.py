"""Text in one form: what two spellings of the same message have in common."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

import regex
from opencc import OpenCC

from nlu.patterns import compiled

_UNSEEN: Final = compiled(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}--\n\t]|[\u200b\u200e\u200f\u2060\ufeff]"
    r"|[\u202a-\u202e\u2066-\u2069]",
    regex.VERSION1,
)
"""Control characters, surrogates, zero-width characters and direction overrides."""

_SPACES: Final = compiled(r"\s+")
_HAN: Final = compiled(r"\p{Han}")
_BARE: Final = str.maketrans("đĐıøØłŁ", "dDioOlL")


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def clean(text: str) -> str:
    """NFC, without characters that nobody sees, white space folded.

    >>> clean("he\\u202ello\\u0000  there")
    'hello there'
    """
    return _SPACES.sub(" ", _UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, case folded, cleaned.

    >>> fold("Ｗhere is  the POLICE?")
    'where is the police?'
    """
    return clean(unicodedata.normalize("NFKC", text).casefold())


def simplify_chinese(text: str) -> str:
    """Traditional Chinese characters as simplified ones; other text as it is.

    >>> simplify_chinese("居留許可"), simplify_chinese("residence")
    ('居留许可', 'residence')
    """
    return str(_to_simplified().convert(text)) if _HAN.search(text) else text


@lru_cache(maxsize=64)
def level(text: str) -> str:
    """Lower case, digits 0-9, simplified Chinese, letter by letter: offsets stay the same.

    >>> level("３ MÄRZ ٢٠٢٦"), level("Élan")
    ('3 märz 2026', 'élan')
    """
    if text.isascii():
        return text.lower()
    levelled = "".join(_level(letter) for letter in text)
    simple = simplify_chinese(levelled)
    return simple if len(simple) == len(levelled) else levelled


@lru_cache(maxsize=4096)
def _level(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    changed = unicodedata.normalize("NFKC", letter).lower()
    return changed if len(changed) == 1 else letter


def number_of(digits: str) -> int | None:
    """The number that decimal digits of any script write; None where one is of a script that
    Python's tables do not know yet (`regex` knows newer ones).

    >>> number_of("١٢٠"), number_of("１２"), number_of("\U00011f51")
    (120, 12, None)
    """
    values = [unicodedata.decimal(digit, None) for digit in digits]
    return None if not values or None in values else int("".join(map(str, values)))


def without_accents(text: str) -> str:
    """The text as people type it who leave out the accents; đ and ı become d and i as well.

    >>> without_accents("gia hạn ở đâu, número")
    'gia han o dau, numero'
    """
    bare = "".join(
        letter
        for letter in unicodedata.normalize("NFD", text)
        if not ("\u0300" <= letter <= "\u036f")
    )
    return unicodedata.normalize("NFC", bare).translate(_BARE)
