"""Long texts cut into parts, where a reader would pause.

Each channel counts in its own unit: bytes in UTF-8 (WeChat), UTF-16 code units (Telegram) or
characters. A cut is made at the end of a paragraph, a line or a sentence, at a
space, or else between two characters as people see them (grapheme clusters, Unicode UAX #29);
never inside a URL or a number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, Literal

from nlu.patterns import compiled

Unit = Literal["bytes", "utf-16", "characters"]
"""What a limit counts: bytes in UTF-8, code units of UTF-16, or code points."""

_ENCODINGS: Final[dict[Unit, tuple[str, int]]] = {
    "bytes": ("utf-8", 1),
    "utf-16": ("utf-16-le", 2),
    "characters": ("utf-32-le", 4),
}
"""The encoding in which each unit is so many bytes."""

_PAUSES: Final = (
    compiled(r"\n[ \t]*\n\s*"),
    compiled(r"\n\s*"),
    compiled(r"[。！？｡]+[”’」』）)]*\s*|(?<!(?m:^)\s*\p{Nd}{1,2})[.!?؟۔।…]+[\"”’»)]*\s+"),
    compiled(r"\s+"),
)
_SHORTEST: Final = (0.3, 0.3, 0.3, 0.1)
"""What part of the limit a cut at each kind of pause must fill, lest the parts get too many."""

_WHOLE: Final = compiled(
    r"(?:https?://|www\.)[^\s<>，。！？、；：（）「」]+"
    r"|[+(]?\p{Nd}(?:[\p{Nd} \u00a0().,:/\-–]*\p{Nd})?\)?%?"
)
_GRAPHEME: Final = compiled(r"\X")
_LONGEST_GRAPHEME: Final = 64
"""Characters looked at past the limit, to see where the last grapheme ends."""


def split(text: str, longest: int, unit: Unit = "bytes") -> list[str]:
    """The parts, none empty and none longer than `longest` in the unit.

    Joined, they are the text again but for white space at the cuts.

    >>> split("One two. Three four.", 12)
    ['One two.', 'Three four.']
    """
    text = text.encode("utf-8", "replace").decode().strip()
    whole = [match.span() for match in _WHOLE.finditer(text)]
    starts = [start for start, _ in whole]
    parts, begin = [], 0
    while begin < len(text):
        end = _fitting(text, begin, longest, unit)
        if end < len(text):
            end = _cut(text, begin, end, whole, starts)
        part = text[begin:end].strip()
        if part:
            parts.append(part)
        begin = end
    return parts


def size(text: str, unit: Unit = "bytes") -> int:
    """How long the text is, in the unit.

    >>> size("好😀"), size("好😀", "utf-16"), size("好😀", "characters")
    (7, 3, 2)
    """
    encoding, width = _ENCODINGS[unit]
    return len(text.encode(encoding, "replace")) // width


def _fitting(text: str, begin: int, longest: int, unit: Unit) -> int:
    """The end of the longest piece from `begin` that fits; at least one character."""
    encoding, width = _ENCODINGS[unit]
    window = text[begin : begin + longest].encode(encoding)
    fitting = len(window[: longest * width].decode(encoding, "ignore"))
    return begin + max(fitting, 1)


def _cut(text: str, begin: int, end: int, whole: list[tuple[int, int]], starts: list[int]) -> int:
    for pattern, shortest in zip(_PAUSES, _SHORTEST, strict=True):
        least = begin + int((end - begin) * shortest)
        found = None
        for match in pattern.finditer(text, begin, end):
            if match.end() > least and _between(match.end(), whole, starts):
                found = match.end()
        if found is not None:
            return found
    last = None
    for boundary in _graphemes(text, begin, end):
        if _between(boundary, whole, starts):
            last = boundary
    if last is not None:
        return last
    # One URL or number fills the whole part.
    return max(_graphemes(text, begin, end), default=end)


def _graphemes(text: str, begin: int, end: int) -> Iterator[int]:
    for match in _GRAPHEME.finditer(text, begin, min(len(text), end + _LONGEST_GRAPHEME)):
        if match.end() > end:
            return
        yield match.end()


def _between(position: int, whole: list[tuple[int, int]], starts: list[int]) -> bool:
    """Whether no URL or number spans this position."""
    before = bisect_right(starts, position) - 1
    return before < 0 or not whole[before][0] < position < whole[before][1]
