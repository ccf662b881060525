"""Personal data replaced before a text leaves the machine or is kept: see `nlu.personal_data`.

Hotlines, article numbers, years, dates and prices are left. A number of nine digits or more that is
none of these goes too: what it is cannot be told, and keeping it is the worse mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from nlu.patterns import compiled
from nlu.personal_data.find import find_personal_data

_MARK: Final = compiled(r"[\[［【]\s*[#＃]\s*(\p{Nd}{1,6})\s*[\]］】]")


class LostMark(ValueError):
    """A translation lost a mark, and with it a number that somebody needs."""


@dataclass(frozen=True)
class Redacted:
    """A text with numbered marks such as `[#1]` for personal data, and what they stand for."""

    text: str
    values: dict[int, str]

    def restore(self, text: str) -> str:
        """The marks of a text (a translation of the redacted one) turned back.

        Raises:
            LostMark: a mark is missing.
        """
        seen: set[int] = set()

        def value(match: regex.Match[str]) -> str:
            number = int(match.group(1))
            if number not in self.values:
                return match.group()
            seen.add(number)
            return self.values[number]

        restored = _MARK.sub(value, text)
        if len(seen) < len(self.values):
            raise LostMark("a redacted value did not come back")
        return restored


def redact(text: str) -> Redacted:
    """The text with marks in place of personal data.

    >>> hidden = redact("mail ana@example.org or +34 612 345 678")
    >>> hidden.text
    'mail [#1] or [#2]'
    >>> hidden.restore("escriba a [#1] o [ #2 ]")
    'escriba a ana@example.org o +34 612 345 678'
    """
    first = 1 + max((int(match.group(1)) for match in _MARK.finditer(text)), default=0)
    values: dict[int, str] = {}
    parts, at = [], 0
    for number, finding in enumerate(find_personal_data(text), first):
        values[number] = text[finding.start : finding.end]
        parts += [text[at : finding.start], f"[#{number}]"]
        at = finding.end
    return Redacted("".join([*parts, text[at:]]), values)


def without_personal_data(text: str) -> str:
    """The text for logs and statistics: each value as its kind alone.

    >>> without_personal_data("reach me at kim@example.org")
    'reach me at [email]'
    """
    for finding in reversed(find_personal_data(text)):
        text = f"{text[: finding.start]}[{finding.kind}]{text[finding.end :]}"
    return text
