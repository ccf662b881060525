"""Short questions that only make sense after an answer: "how much?", "and for my wife?".

Tables, and no model: what counts is that nothing else is left of the message once the words for
"how much" and the small words around them are taken away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, get_args

import regex

from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES
from nlu.patterns import Pattern, compiled
from nlu.spoken_languages import languages_said
from nlu.word_table import UNSPACED, beginning_with, comparable, read_table

Said = Literal["fine", "documents", "online", "appointment"]
"""What a guide's sentence is found by for its words."""

Asked = Literal["cost", "where", "phone", "hours", "time", "languages"] | Said
ASKED: Final[tuple[Asked, ...]] = ("cost", "where", "phone", "hours", "time", *get_args(Said))
"""What words of the table ask for; whether a language is spoken, its name and `speaks` do."""

_LONGEST: Final = 80
_EDGES: Final = compiled(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")
_NOT_WORDS: Final = compiled(r"[\p{P}\p{S}\s]+")
_MOST_WORDS: Final = 7
_MOST_UNSPACED: Final = 14
"""What "and what about" is followed by is short: words, or characters where no spaces are."""


@dataclass(frozen=True)
class FollowUp:
    """What is asked of the last answer; `about` is whom or what else it is asked for."""

    asked: Asked | None = None
    about: str = ""


def follow_up(text: str, language: str) -> FollowUp | None:
    """The follow-up that a message is, in the person's language or else in English; None where it
    may be a question of its own.

    >>> follow_up("how much is it?", "en"), follow_up("多少钱？", "zh")
    (FollowUp(asked='cost', about=''), FollowUp(asked='cost', about=''))
    >>> follow_up("and for my wife?", "en").about, follow_up("那学生呢", "zh").about
    ('my wife', '学生')
    >>> follow_up("how much is the metro?", "en") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    said = _plain(text)
    for code in dict.fromkeys((language, DEFAULT_LANGUAGE)):
        if code in LANGUAGES:
            found = _follow_up(said, _vocabulary(code))
            if found is not None:
                return found
    return None


def says(text: str, language: str, what: Said) -> bool:
    """Whether a sentence in `language`, one of the guides', says something of the kind.

    >>> says("Bring your passport.", "en", "documents"), says("It is red.", "en", "documents")
    (True, False)
    """
    return bool(_said(language, what).search(comparable(text)))


@lru_cache(maxsize=len(LANGUAGES) * len(get_args(Said)))
def _said(language: str, what: Said) -> Pattern:
    return beginning_with(_table()[language][f"said_{what}"])


def says_free(text: str, language: str) -> bool:
    """Whether a sentence in `language` says that something costs nothing.

    >>> says_free("The call is free.", "en"), says_free("电话免费", "zh")
    (True, True)
    """
    said = _plain(text)
    return any(_plain(word) in said for word in _table()[language]["free"])


@dataclass(frozen=True)
class _Vocabulary:
    asked: Mapping[Asked, Pattern]
    speaks: Pattern
    small: Pattern
    before: Pattern
    after: Pattern | None


def _follow_up(said: str, vocabulary: _Vocabulary) -> FollowUp | None:
    asked = _asked(said, vocabulary)
    if asked is not None:
        return FollowUp(asked=asked)
    if _asks_for_languages(said, vocabulary):
        return FollowUp(asked="languages")
    about = _about(said, vocabulary)
    return FollowUp(about=about) if about else None


def _asked(said: str, vocabulary: _Vocabulary) -> Asked | None:
    """The longest words win: "how long" is no "how", "phone number" no "number"."""
    best: tuple[int, Asked] | None = None
    for asked, pattern in vocabulary.asked.items():
        found = [len(match.group()) for match in pattern.finditer(said)]
        if not found or _left(pattern.sub(" ", said), vocabulary.small):
            continue
        if best is None or max(found) > best[0]:
            best = max(found), asked
    return best[1] if best else None


def _asks_for_languages(said: str, vocabulary: _Vocabulary) -> bool:
    """Whether a message names a language, asks whether it is spoken, and says nothing else."""
    if not vocabulary.speaks.search(said):
        return False
    rest, named = said, languages_said(said)
    for _, start, end in reversed(named):
        rest = f"{rest[:start]} {rest[end:]}"
    return bool(named) and not _left(vocabulary.speaks.sub(" ", rest), vocabulary.small)


def _left(said: str, small: Pattern) -> str:
    return _NOT_WORDS.sub("", small.sub(" ", said))


def _about(said: str, vocabulary: _Vocabulary) -> str:
    start = vocabulary.before.match(said)
    end = vocabulary.after.search(said) if vocabulary.after else None
    if start is None and end is None:
        return ""
    stop = end.start() if end else len(said)
    about = _EDGES.sub("", said[start.end() if start else 0 : stop])
    size, most = len(about.split()), _MOST_WORDS
    if UNSPACED.search(about):
        size, most = len(about), _MOST_UNSPACED
    return about if 0 < size <= most else ""


@lru_cache(maxsize=len(LANGUAGES))
def _vocabulary(language: str) -> _Vocabulary:
    entry = _table()[language]
    after = _any(entry["after"])
    return _Vocabulary(
        asked={asked: compiled(_any(entry[asked])) for asked in ASKED},
        speaks=compiled(_any(entry["speaks"])),
        small=compiled(_any(entry["small"])),
        before=compiled(_any(entry["before"])),
        after=compiled(after + r"[\p{P}\s]*$") if entry["after"] else None,
    )


@lru_cache(maxsize=1)
def _table() -> Mapping[str, Mapping[str, list[str]]]:
    table: Mapping[str, Mapping[str, list[str]]] = read_table("follow_ups")
    return table


def _any(written: Iterable[str]) -> str:
    words = sorted({_plain(word) for word in written}, key=lambda word: -len(word))
    return "(?:" + "|".join(map(_bounded, words)) + ")"


def _bounded(word: str) -> str:
    if UNSPACED.search(word):
        return regex.escape(word)
    end = "" if word.endswith("'") else r"(?![\p{L}\p{M}\p{N}])"
    return rf"(?<![\p{{L}}\p{{M}}\p{{N}}]){regex.escape(word)}{end}"


def _plain(text: str) -> str:
    return _EDGES.sub("", comparable(text))
