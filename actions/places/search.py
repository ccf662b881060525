"""A search for a place as the conversation keeps it, and what a message adds to it.

Pure and immutable; nothing here knows Rasa.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, Literal

from knowledge.find_places import Wish
from knowledge.model.place_words import DISTRICTS
from knowledge.place_card import NAMED_LANGUAGES
from nlu.clock import today
from nlu.mentions import mentions_in, values_of
from nlu.place_words import ANYWHERE, wanted
from nlu.school_years import child_age

Goal = Literal["hospital", "school", "legal", "office"]
Asked = Literal["district", "age", "matter", "office"]
GOALS: Final[Mapping[str, Goal]] = {
    "find_hospital": "hospital",
    "find_school": "school",
    "find_legal_help": "legal",
    "find_office": "office",
}
"""The goal of each intent."""

OFFICES: Final = ("exit_entry", "work_permit", "government")
MATTERS: Final = ("labour", "court", "advice", "notary")
AT_ONCE: Final = 3
"""So many places are shown at a time: more cards than that nobody compares."""

_OFFERS: Final[Mapping[Goal, frozenset[str]]] = {
    "hospital": frozenset(
        {"emergency", "children", "women", "birth", "eyes", "teeth", "heart", "insurance"}
        | {"international", "health_check", "chinese_medicine"}
    ),
    "school": frozenset({"ib", "british", "american", "bilingual", "boarding"}),
    "legal": frozenset(MATTERS),
    "office": frozenset(),
}
_SPOKEN: Final = NAMED_LANGUAGES - {"zh"}
"""What may be wished for; Chinese is spoken everywhere."""

_BY_DISTRICT: Final = frozenset({"labour", "court"})
"""Matters for which each district has its own place; the others are reached from anywhere."""

_KINDS: Final[Mapping[Goal, str]] = {"hospital": "hospital", "school": "school", "legal": "legal"}


@dataclass(frozen=True)
class PlaceSearch:
    """What is looked for so far. `district` may be "anywhere"; `shown` places were listed already;
    `asked` is what the person was asked last, `answered` whatever was asked before."""

    goal: Goal
    district: str | None = None
    language: str | None = None
    offers: tuple[str, ...] = ()
    office: str | None = None
    age: int | None = None
    grade: int | None = None
    shown: int = 0
    asked: Asked | None = None
    answered: tuple[str, ...] = ()

    def to_slot(self) -> dict[str, Any]:
        """As a value of a slot."""
        return asdict(self)

    @classmethod
    def from_slot(cls, value: object) -> PlaceSearch | None:
        """From a slot; None where it holds no search."""
        if not isinstance(value, Mapping) or value.get("goal") not in GOALS.values():
            return None
        lists = {key: tuple(value.get(key) or ()) for key in ("offers", "answered")}
        return cls(**{**value, **lists})

    @property
    def missing(self) -> Asked | None:
        """What has to be asked before a list is of use; nothing is asked twice."""
        open_questions: list[tuple[Asked, bool]] = [
            ("office", self.goal == "office" and self.office is None),
            ("matter", self.goal == "legal" and not self.offers),
            ("age", self.goal == "school" and self._says_nothing),
            ("district", self._is_by_district and self.district is None),
        ]
        return next(
            (asked for asked, is_open in open_questions if is_open and asked not in self.answered),
            None,
        )

    @property
    def _says_nothing(self) -> bool:
        return not (self.offers or self.language or self.district) and (
            self.age is None and self.grade is None
        )

    @property
    def _is_by_district(self) -> bool:
        if self.goal == "legal":
            return bool(_BY_DISTRICT & set(self.offers))
        return self.goal in ("hospital", "office")

    @property
    def in_district(self) -> str | None:
        """The district that was asked for, None where any will do."""
        return self.district if self.district in DISTRICTS else None

    def wish(self, speaks: str | None) -> Wish:
        """The search as the directory takes it; `speaks` is the person's own language."""
        kind = _KINDS.get(self.goal) or self.office or OFFICES[0]
        offers = set(self.offers)
        if {"emergency", "children"} <= offers:
            offers = offers - {"emergency"} | {"children_emergency"}
        if kind == OFFICES[0]:
            offers.add("exit_entry_office")
        return Wish(
            kind=kind,
            district=self.in_district,
            language=self.language,
            offers=frozenset(offers),
            age=self.age,
            grade=self.grade,
            any_offer=self.goal == "legal",
            speaks=speaks if speaks not in ("zh", self.language) else None,
        )

    def told(self, values: Mapping[str, Any]) -> PlaceSearch:
        """With the values that a button carried (`assistant.commands` has checked them)."""
        after = self
        if values.get("district"):
            after = replace(after, district=values["district"])
        if values.get("office"):
            after = replace(after, office=values["office"])
        if values.get("offer"):
            after = replace(after, offers=(values["offer"],))
        return after._moved(self)

    def heard(self, text: str) -> PlaceSearch:
        """With what a message says; the same where it says nothing about the search."""
        words, named = wanted(text), mentions_in(text, today())
        district = next(iter(values_of("district", named)), self.district)
        spoken = [one for one in values_of("language", named) if one in _SPOKEN]
        after = replace(
            self,
            district=ANYWHERE if ANYWHERE in words else district,
            language=spoken[-1] if spoken else self.language,
            offers=self._offers(words),
            office=self._office(words),
        )
        if self.goal == "school":
            grade = next(map(int, values_of("grade", named)), None)
            age = child_age(text, asked=self.asked == "age") if grade is None else None
            if grade is not None or age is not None:
                after = replace(after, age=age, grade=grade)
        return after._moved(self)

    def _offers(self, words: frozenset[str]) -> tuple[str, ...]:
        """New wishes come in place of the old ones, but an emergency or insurance adds to them."""
        new = words & _OFFERS[self.goal]
        if not new:
            return self.offers
        kept = set(self.offers) if new <= {"emergency", "insurance", "boarding"} else set()
        return tuple(sorted(kept | new))

    def _office(self, words: frozenset[str]) -> str | None:
        if self.goal != "office":
            return None
        # "work permit" before "visa": the more particular one, where a message names both.
        named = [name for name in ("work_permit", "government", "exit_entry") if name in words]
        return named[0] if named else self.office

    def _moved(self, before: PlaceSearch) -> PlaceSearch:
        return replace(self, shown=0) if self != before else self

    def relaxed(self) -> PlaceSearch:
        """Without the wish that is hardest to meet: the language, else what is offered."""
        if self.language is not None:
            return replace(self, language=None, shown=0)
        return replace(self, offers=(), age=None, grade=None, shown=0, answered=("matter", "age"))
