"""Which passwords are refused: too short, or made of what is guessed first.

After NIST SP 800-63B, 3.1.1.2: no rule asks for digits or signs. A password is measured after all
that costs a guesser nothing is taken out: common passwords and words, the account's own names,
runs, repeats and keyboard walks, each of which counts as one character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

import regex

from nlu.patterns import Pattern, compiled

SHORTEST: Final = 12
LONGEST: Final = 256
_LEAST_LEFT: Final = 8
"""Characters that must be left of a password once what is guessed first is taken out."""
_SHORTEST_WALK: Final = 4
_SHORTEST_NAME: Final = 3

_COMMON: Final = Path(__file__).resolve().parent / "common_passwords.txt"
_LEET: Final = str.maketrans("013457@$!|", "oleastasil")
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiopü",
    "azertyuiop",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()",
    "1q2w3e4r5t6y7u8i9o0p",
)
_REPEAT: Final = compiled(r"(.{1,8}?)\1{2,}", regex.DOTALL)
_YEAR: Final = compiled(r"(?:19|20)\d\d")
_MARK: Final = "\x00"
"""Stands where something was taken out, so that the parts beside it do not join."""

Fault = Literal["too-short", "too-long", "too-common"]


def password_fault(
    password: str, names: Iterable[str] = (), shortest: int = SHORTEST
) -> Fault | None:
    """What is wrong with a password, or None. `names` are the account's own.

    >>> password_fault("Password123456!"), password_fault("qwertyuiop[]"), password_fault("short")
    ('too-common', 'too-common', 'too-short')
    >>> password_fault("li.wei.2026.liwei", ["Li Wei"]), password_fault("river-lantern-osprey")
    ('too-common', None)
    """
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < shortest:
        return "too-short"
    if len(normal) > LONGEST:
        return "too-long"
    own = {part for name in names for part in _parts(name) if len(part) >= _SHORTEST_NAME}
    folded = normal.casefold()
    forms = (folded, folded.translate(_LEET))
    if min(_measure(form, own) for form in forms) < min(_LEAST_LEFT, shortest):
        return "too-common"
    return None


def _parts(name: str) -> set[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    parts = regex.split(r"[\W_]+", folded)
    return {*parts, "".join(parts)}


def _measure(password: str, own: set[str]) -> int:
    for word in sorted(own, key=len, reverse=True):
        password = password.replace(word, _MARK)
    for pattern in (_walks(), _common_words(), _YEAR, _REPEAT):
        password = pattern.sub(_MARK, password)
    # Three signs or spaces between words are no secret either; what is left is counted once each.
    return len(regex.sub(rf"[\s._,;:!?+*/-]*{_MARK}[\s._,;:!?+*/-]*", _MARK, password))


@lru_cache(maxsize=1)
def _walks() -> Pattern:
    """Every stretch of four or more along a row of keys, an alphabet or the digits, both ways."""
    runs = {
        line[start:end]
        for row in _ROWS
        for line in (row, row[::-1])
        for start in range(len(line))
        for end in range(start + _SHORTEST_WALK, len(line) + 1)
    }
    return _longest_first(runs)


@lru_cache(maxsize=1)
def _common_words() -> Pattern:
    lines = _COMMON.read_text(encoding="utf-8").splitlines()
    return _longest_first({line.casefold() for line in lines if line and not line.startswith("#")})


def _longest_first(words: set[str]) -> Pattern:
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return compiled("|".join(map(regex.escape, ordered)))
