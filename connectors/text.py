"""What people type, made safe to store, compare and show."""

from __future__ import annotations

import re
import unicodedata

from connectors.errors import Unprocessable

LONGEST_MESSAGE = 4000
"""Characters (code points) of a message after cleaning."""

JOINERS = "\u200c\u200d"
"""Zero-width non-joiner and joiner: Persian spelling and emoji sequences need them."""

_KEPT_CONTROLS = frozenset("\n\t")
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
"""Characters of category Cf which are nevertheless drawn: Arabic and Syriac number signs."""
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Fillers and joiners which are letters or marks by category but draw nothing."""

MOST_MARKS = 30
"""Combining marks kept in a row (the bound of Unicode's Stream-Safe Text Format, UAX #15): the cost
of normalising grows with the square of their number, and no language comes near it."""

_NEW_LINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_JOINER_RUN = re.compile(f"[{JOINERS}]+")


def clean_text(text: str) -> str:
    """The text in NFC without control, zero-width, bidirectional-override and surrogate characters.

    Line ends become newlines. Joiners stay only where they can matter: inside a word or an emoji
    sequence with a character outside ASCII beside them. Combining marks past `MOST_MARKS` in a row
    are cut. Cleaning twice changes nothing more.

    >>> clean_text("  po\\u200blice\\x00 ")
    'police'
    """
    # Most of what people type is one line of visible characters: nothing of it goes.
    if not text.isprintable() or not _INVISIBLE_LETTERS.isdisjoint(text):
        text = "".join(filter(_is_kept, _NEW_LINE.sub("\n", text)))
    normal = _without_stacks(unicodedata.normalize("NFC", _without_stacks(text)))
    return _JOINER_RUN.sub(_joiner_where_needed, normal).strip()


def clean_message(text: str) -> str:
    """A message's text, cleaned and within bounds.

    Raises Unprocessable where nothing is left or more than `LONGEST_MESSAGE` characters are.
    """
    cleaned = clean_text(text)
    if not cleaned:
        raise Unprocessable("empty-message", "The message has no visible text.")
    if len(cleaned) > LONGEST_MESSAGE:
        raise Unprocessable(
            "message-too-long", f"The message is longer than {LONGEST_MESSAGE} characters."
        )
    return cleaned


def _is_kept(character: str) -> bool:
    if character in _INVISIBLE_LETTERS:
        return False
    category = unicodedata.category(character)
    if category == "Cc":
        return character in _KEPT_CONTROLS
    if category == "Cf":
        return character in JOINERS or character in _VISIBLE_FORMAT
    return category != "Cs"


def _without_stacks(text: str) -> str:
    if not any(map(unicodedata.combining, text)):
        return text
    kept, marks = [], 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _joiner_where_needed(run: re.Match[str]) -> str:
    before = run.string[run.start() - 1 : run.start()]
    after = run.string[run.end() : run.end() + 1]
    if not before or not after or before.isspace() or after.isspace():
        return ""
    if before.isascii() and after.isascii():
        return ""
    return run.group()[0]
