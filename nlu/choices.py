"""Which of a few choices a person means: by number, by ordinal, by name.

Numbers may be in the digits of any script; ordinals in any of the languages, whatever language the
choices are in.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

import regex

from nlu.languages import LANGUAGES
from nlu.normalise import fold, number_of, simplify_chinese
from nlu.patterns import Pattern, compiled
from nlu.word_table import UNSPACED, comparable, read_table

_LONGEST: Final = 80
"""Longer messages are not the name of a choice (code points)."""

_EDGES: Final = compiled(r"^[\p{P}\p{S}\s]+|[\p{P}\p{S}\s]+$")
_NUMBER: Final = r"\p{Nd}{1,2}"
_ONLY_NUMBER: Final = compiled(_NUMBER)
_MOST_AROUND: Final = 4
_SHORTEST_PART: Final = 3
_SHORTEST_UNSPACED_PART: Final = 2


def by_number(text: str) -> int | None:
    """The number that is all a message says, or None.

    >>> by_number("2."), by_number("（２）"), by_number("٣"), by_number("2 rooms")
    (2, 2, 3, None)
    """
    bare = _EDGES.sub("", fold(text[:_LONGEST]))
    return number_of(bare) if _ONLY_NUMBER.fullmatch(bare) else None


def by_ordinal(text: str, count: int) -> int | None:
    """The number (from 1) of `count` choices that a message says in words, or None.

    >>> by_ordinal("第二个", 3), by_ordinal("the last one please", 3), by_ordinal("2番目", 3)
    (2, 3, 2)
    >>> by_ordinal("the second hospital is closed", 3) is None
    True
    """
    if len(text) > _LONGEST:
        return None
    bare = _EDGES.sub("", simplify_chinese(fold(text)))
    for pattern, places in _patterns():
        match = pattern.fullmatch(bare)
        if match:
            said = match.group("said")
            return (places[said] or count) if said in places else number_of(said)
    return None


def by_name(text: str, titles: Sequence[str], *, part: bool) -> int | None:
    """The number (from 1) of the choice whose title a message is, or None.

    With `part`, a part of just one title will do ("binjiang" of "Binjiang District"), and so will a
    message that holds just one title.

    >>> by_name("binjiang", ["Binjiang District", "Xihu District"], part=True)
    1
    >>> by_name("district", ["Binjiang District", "Xihu District"], part=True) is None
    True
    """
    if len(text) > _LONGEST:
        return None
    said, names = _comparable(text), [_comparable(title) for title in titles]
    if not said:
        return None
    if names.count(said) == 1:
        return names.index(said) + 1
    if not part:
        return None
    inside = [at for at, name in enumerate(names, 1) if _holds(name, said) or _holds(said, name)]
    return inside[0] if len(inside) == 1 else None


def chosen(
    text: str, titles: Sequence[str], *, part: bool = False, last: int | None = None
) -> int | None:
    """The index (from 0) of the choice that a message means, or None.

    `last` is the number (from 1) of the choice that "the last one" means, where it is not the last.

    >>> chosen("2", ["Yes", "No"]), chosen("no!", ["Yes", "No"]), chosen("7", ["Yes", "No"])
    (1, 1, None)
    """
    number = (
        by_number(text) or by_name(text, titles, part=part) or by_ordinal(text, last or len(titles))
    )
    return number - 1 if number is not None and 1 <= number <= len(titles) else None


def _comparable(text: str) -> str:
    return _EDGES.sub("", comparable(text))


def _holds(whole: str, part: str) -> bool:
    """Whether `part` stands in `whole` as words of its own."""
    unspaced = bool(UNSPACED.search(part))
    if len(part) < (_SHORTEST_UNSPACED_PART if unspaced else _SHORTEST_PART):
        return False
    if part not in whole:  # told first: to make the pattern costs more
        return False
    return unspaced or bool(
        compiled(rf"(?<![\p{{L}}\p{{N}}]){regex.escape(part)}(?![\p{{L}}\p{{N}}])").search(whole)
    )


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Pattern, dict[str, int]], ...]:
    """For each language, what a choice in words looks like, and which number each word means
    (0: the last)."""
    table: dict[str, Any] = read_table("ordinals")
    return tuple(_pattern(table[language]) for language in LANGUAGES)


def _pattern(entry: dict[str, Any]) -> tuple[Pattern, dict[str, int]]:
    places = {_word(word): 0 for word in entry["last"]}
    for number, words in enumerate(entry["ordinals"], 1):
        places.update({_word(word): number for word in words})
    around = _any(_word(word) for word in entry["around"])
    said = _any(places)
    gap = r"[\s\p{P}]*"
    # Few repetitions: words that are made of other words would else be tried in every way.
    around = rf"(?:{around}{gap}){{0,{_MOST_AROUND}}}"
    return compiled(rf"{around}(?P<said>{said}|{_NUMBER}){gap}{around}"), places


def _any(words: Any) -> str:
    ordered = sorted(set(words), key=lambda word: -len(word))
    return "(?:" + "|".join(regex.escape(word) for word in ordered) + ")"


def _word(word: str) -> str:
    return simplify_chinese(fold(str(word)))
