"""Regular expressions that keep Python's lock while they look.

`regex` gives the lock away around every match, and again wherever one grows. A message takes some
two hundred matches of a microsecond or two: while other threads want the lock each of them was a
change of threads and a wait for the lock's return, a fourteenth of a message's processor time.
"""

from __future__ import annotations

from functools import partial
from typing import Final

import regex


class Pattern:
    """A compiled pattern with the methods of `regex.Pattern`, to the same effect.

    >>> compiled(r"\\p{Nd}+").findall("12 and ٣")
    ['12', '٣']
    """

    # Bound here and not defined as methods, so that a call costs no more than one of `regex`'s own.
    __slots__ = ("findall", "finditer", "fullmatch", "match", "pattern", "search", "split", "sub")

    def __init__(self, found: regex.Pattern[str]) -> None:
        self.pattern: Final = found.pattern
        self.findall: Final = partial(found.findall, concurrent=False)
        self.finditer: Final = partial(found.finditer, concurrent=False)
        self.fullmatch: Final = partial(found.fullmatch, concurrent=False)
        self.match: Final = partial(found.match, concurrent=False)
        self.search: Final = partial(found.search, concurrent=False)
        self.split: Final = partial(found.split, concurrent=False)
        self.sub: Final = partial(found.sub, concurrent=False)


def compiled(pattern: str, flags: int = 0) -> Pattern:
    """The pattern, compiled by `regex` with its flags. Raises `regex.error`."""
    return Pattern(regex.compile(pattern, flags))
