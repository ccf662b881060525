"""What a message names that the dialogue can use, with where it stands.

Dates are not among them: they need to know what day it is (`nlu.dates`).
"""

from __future__ import annotations

from dataclasses import dataclass

from nlu.dates import lengths_in
from nlu.entities import article_said, districts_said


@dataclass(frozen=True)
class Mention:
    """`text[start:end]` says it; `value` is it in one form.

    Kinds and values: `article` its number, `district` its id, `duration` in ISO 8601 ("P3M").
    """

    kind: str
    value: str
    start: int
    end: int


def mentions_in(text: str) -> list[Mention]:
    """The mentions in the text, in order.

    >>> [(one.kind, one.value) for one in mentions_in("in Binjiang for 3 months")]
    [('district', 'binjiang'), ('duration', 'P3M')]
    """
    found = [Mention("district", *said) for said in districts_said(text)]
    found += [
        Mention("duration", f"P{one.count}{one.unit[0].upper()}", one.start, one.end)
        for one in lengths_in(text)
    ]
    article = article_said(text)
    if article is not None:
        number, start, end = article
        found.append(Mention("article", str(number), start, end))
    return sorted(found, key=lambda one: (one.start, one.end))
