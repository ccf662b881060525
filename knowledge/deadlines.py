"""By when something has to be done at the police or the work-permit office, and what being late is.

Pure functions; the periods come from the facts named in `RULES`. Where the law does not say whether
the first day counts, both ways of counting are given, and the earlier day is the safe one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from knowledge.figures import whole_number
from knowledge.model.fact import Fact
from knowledge.working_days import WorkingDays

Event = Literal[
    "move_in",
    "entry",
    "permit_expiry",
    "visa_expiry",
    "work_permit_expiry",
    "permit_change",
    "work_permit_change",
    "newborn",
]
Facts = Mapping[str, Fact]
_HOURS_A_DAY: Final = 24


@dataclass(frozen=True)
class Rule:
    """Where a period stands, and from when it runs.

    `period` names the fact's value; `before` says that it ends so long before the day rather than
    so long after it. `opens` is how long before the day one may begin. `fine` is what being late
    may cost at most. `working_days` is set where some guides count working days instead. `office`
    says that an office has to be open on the day.
    """

    period: str
    before: bool = False
    opens: str | None = None
    fine: str | None = None
    working_days: str | None = None
    office: bool = True


RULES: Final[Mapping[Event, Rule]] = {
    "move_in": Rule("reg-01.deadline_hours", fine="reg-03.fine_max_cny", office=False),
    "entry": Rule("rp-01.deadline_days"),
    "permit_expiry": Rule("rp-05.deadline_days_before_expiry", before=True),
    "visa_expiry": Rule("v-06.deadline_days_before", before=True),
    "work_permit_expiry": Rule("w-20.min_days_before", before=True, opens="w-20.max_days_before"),
    "permit_change": Rule("rp-06.deadline_days", fine="rp-07.fine_max_cny"),
    "work_permit_change": Rule("w-21.working_days", working_days="w-21.working_days"),
    "newborn": Rule("fa-06.deadline_days", fine="fa-07.fine_max_cny"),
}


@dataclass(frozen=True)
class Deadline:
    """A deadline: `safe` is the earlier of the two ways of counting, `latest` the later.

    `office_day` is the last day up to `safe`, from today on, on which offices work; None where
    there is none left, and `next_office_day` is then the day to go. `days_left` is negative once
    `safe` has passed. `calendar_known` is False where the public holidays of the year are not
    published yet.
    """

    event: Event
    start: date
    safe: date
    latest: date
    office_day: date | None
    next_office_day: date
    opens: date | None
    days_left: int
    calendar_known: bool


def deadline(
    facts: Facts, event: Event, start: date, today: date, calendar: WorkingDays
) -> Deadline:
    """The deadline that runs from (or to) the day `start`.

    >>> from knowledge.library import load_library
    >>> from knowledge.working_days import working_days
    >>> found = deadline(load_library().facts, "entry", date(2026, 3, 1), date(2026, 3, 2),
    ...                  working_days())
    >>> found.safe.isoformat(), found.latest.isoformat(), found.days_left
    ('2026-03-30', '2026-03-31', 28)
    """
    rule = RULES[event]
    safe, latest = _both_counts(facts, rule, start, calendar)
    office_day = _last_office_day(today, safe, calendar) if rule.office else safe
    return Deadline(
        event=event,
        start=start,
        safe=safe,
        latest=latest,
        office_day=office_day,
        next_office_day=calendar.next_working_day(today),
        opens=start - timedelta(days=_days(facts, rule.opens)) if rule.opens else None,
        days_left=(safe - today).days,
        calendar_known=calendar.is_published(safe.year),
    )


def facts_of(event: Event) -> tuple[str, ...]:
    """The facts that a deadline rests on."""
    rule = RULES[event]
    names = (rule.period, rule.opens, rule.fine, rule.working_days)
    return tuple(dict.fromkeys(name.partition(".")[0] for name in names if name))


def _both_counts(facts: Facts, rule: Rule, start: date, calendar: WorkingDays) -> tuple[date, date]:
    days = timedelta(days=_days(facts, rule.period))
    one = timedelta(days=1)
    if rule.before:
        return start - days, start - days + one
    safe, latest = start + days - one, start + days
    if rule.working_days:
        latest = max(latest, calendar.add(start, _days(facts, rule.working_days)))
    return safe, latest


def _last_office_day(today: date, safe: date, calendar: WorkingDays) -> date | None:
    day = safe
    while day >= today:
        if calendar.is_working_day(day):
            return day
        day -= timedelta(days=1)
    return None


def _days(facts: Facts, name: str) -> int:
    fact, _, value_name = name.partition(".")
    days = whole_number(facts, name)
    return days // _HOURS_A_DAY if facts[fact].values[value_name].unit == "hour" else days
