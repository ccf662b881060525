"""All personal data of a text, each stretch once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from nlu.personal_data.cards import bank_cards, identity_cards
from nlu.personal_data.contacts import emails, wechat_ids
from nlu.personal_data.documents import documents, long_numbers
from nlu.personal_data.phones import phones
from nlu.personal_data.plain import MASK, plain_form
from nlu.personal_data.words import Spans

Kind = Literal["email", "identity-card", "bank-card", "phone", "wechat", "document", "number"]
"""`document` is a passport or a permit."""

_FINDERS: Final[tuple[tuple[Kind, Callable[[str], Spans]], ...]] = (
    ("email", emails),
    ("identity-card", identity_cards),
    ("bank-card", bank_cards),
    ("phone", phones),
    ("wechat", wechat_ids),
    ("document", documents),
    ("number", long_numbers),
)
"""In this order: what is found first is not looked at again."""


@dataclass(frozen=True)
class Finding:
    """Personal data at `start` up to `end` of a text."""

    start: int
    end: int
    kind: Kind


def find_personal_data(text: str) -> tuple[Finding, ...]:
    """All personal data in a text, in order; findings do not overlap.

    >>> [f.kind for f in find_personal_data("我的护照是E12345678，手机１３８０００１２３４５")]
    ['document', 'phone']
    >>> find_personal_data("Call 12345, Article 39, before 2026-05-01, 1 000 000 yuan")
    ()
    """
    plain, places = plain_form(text)
    found: list[Finding] = []
    for kind, find in _FINDERS:
        for start, end in find(plain):
            if MASK in plain[start:end]:
                continue
            found.append(Finding(places[start], places[end - 1] + 1, kind))
            plain = plain[:start] + MASK * (end - start) + plain[end:]
    return tuple(sorted(found, key=lambda finding: finding.start))
