"""How long a visa lets one stay, and what staying longer comes to.

Pure functions; the periods and amounts come from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowledge.figures import whole_number
from knowledge.model.fact import Fact

STAY_RULE: Final = "v-05"
EXTENSION: Final = "v-06.deadline_days_before"
OVERSTAY: Final = "p-01"

Facts = Mapping[str, Fact]


@dataclass(frozen=True)
class Stay:
    """A visa's stay: the last day, and the last day to ask for an extension (the safe count)."""

    entered: date
    last_day: date
    extend_by: date
    days_left: int


def stay(facts: Facts, entered: date, days: int, today: date) -> Stay:
    """The stay of so many days that a visa permits; it is counted from the day after entry.

    >>> from knowledge.library import load_library
    >>> stay(load_library().facts, date(2026, 3, 1), 30, date(2026, 3, 2)).last_day.isoformat()
    '2026-03-31'
    """
    last_day = entered + timedelta(days=days)
    extend_by = last_day - timedelta(days=whole_number(facts, EXTENSION))
    return Stay(entered, last_day, extend_by, (last_day - today).days)


@dataclass(frozen=True)
class Overstay:
    """Days past the last permitted one, and the most that a fine can be by law.

    `fewest` does not count today, `most` does; both are 0 where the stay is not over.
    """

    last_day: date
    fewest: int
    most: int
    fine_fewest: int
    fine_most: int
    cap_reached: bool


def overstay(facts: Facts, last_day: date, today: date) -> Overstay:
    """The overstay today of somebody whose last permitted day was `last_day`.

    >>> from knowledge.library import load_library
    >>> found = overstay(load_library().facts, date(2026, 3, 1), date(2026, 3, 4))
    >>> found.fewest, found.most, found.fine_most
    (2, 3, 1500)
    """
    most = max(0, (today - last_day).days)
    fewest = max(0, most - 1)
    per_day, cap = (
        whole_number(facts, f"{OVERSTAY}.{name}") for name in ("per_day_cny", "max_cny")
    )
    return Overstay(
        last_day=last_day,
        fewest=fewest,
        most=most,
        fine_fewest=min(cap, per_day * fewest),
        fine_most=min(cap, per_day * most),
        cap_reached=per_day * most >= cap,
    )
