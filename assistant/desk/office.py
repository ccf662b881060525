"""When the desk is open, and by when a message left there is answered."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from assistant.clock import HANGZHOU
from knowledge.hours import ALWAYS, parse_hours
from knowledge.working_days import WorkingDays

_CLOSING: Final = time(18)
"""When a day's work is over where the hours do not say."""
_LOOK_AHEAD_DAYS: Final = 60
"""No holiday is longer than that; hours without an opening in it have none."""
_MONDAY: Final = 0
_SATURDAY: Final = 5


class Office:
    """Office hours in Hangzhou, in the form of `knowledge.hours`.

    Public holidays are closed, and weekend days that are worked in their stead have Monday's hours;
    `24/7` is open always. `answer_days` working days after a message is left it is due, a complaint
    after `complaint_days` (the city's hotline takes 5 and 15).

    >>> office = Office("Mo-Fr 09:00-17:00", WorkingDays(), answer_days=1)
    >>> office.is_open(datetime(2026, 10, 10, 10, 0, tzinfo=HANGZHOU))  # a Saturday, worked
    True
    >>> office.due(datetime(2026, 9, 30, 10, 0, tzinfo=HANGZHOU)).isoformat()
    '2026-10-08T09:00:00+00:00'
    """

    def __init__(
        self,
        hours: str,
        calendar: WorkingDays,
        answer_days: int,
        complaint_days: int | None = None,
    ) -> None:
        self.hours = hours
        self._rules = parse_hours(hours)
        self._calendar = calendar
        self._answer_days = answer_days
        self._complaint_days = answer_days if complaint_days is None else complaint_days

    def is_open(self, at: datetime) -> bool:
        """Whether the desk is open at a moment."""
        if self.hours == ALWAYS:
            return True
        local = at.astimezone(HANGZHOU)
        return any(start <= local.time() < end for start, end in self._spans(local.date()))

    def opens_next(self, at: datetime) -> datetime | None:
        """When the desk is open next: `at` itself where it is open then; None where it never is."""
        if self.is_open(at):
            return at
        local = at.astimezone(HANGZHOU)
        for ahead in range(_LOOK_AHEAD_DAYS):
            day = local.date() + timedelta(days=ahead)
            for start, _ in self._spans(day):
                opens = datetime.combine(day, start, HANGZHOU)
                if opens > local:
                    return opens
        return None

    def due(self, at: datetime, *, complaint: bool = False) -> datetime:
        """By when a message that is left at a moment is answered: the close of a working day."""
        days = self._complaint_days if complaint else self._answer_days
        day = self._calendar.add(at.astimezone(HANGZHOU).date(), days)
        spans = self._spans(day)
        closing = min(spans[-1][1], time(23, 59)) if spans else _CLOSING
        return datetime.combine(day, closing, HANGZHOU).astimezone(timezone.utc)

    def _spans(self, day: date) -> list[tuple[time, time]]:
        """The times at which the desk is open on a day, in order."""
        if self.hours == ALWAYS:
            return []
        weekday = day.weekday()
        worked = self._calendar.is_working_day(day)
        if self._calendar.is_holiday(day) or (not worked and weekday < _SATURDAY):
            return []
        if worked and weekday >= _SATURDAY:
            weekday = _MONDAY
        spans = []
        for rule in self._rules:
            if any(first <= weekday <= last for first, last in rule.days):
                spans += [_span(text) for text in rule.times] or [(time.min, time.max)]
        return sorted(spans)


def _span(text: str) -> tuple[time, time]:
    opens, _, closes = text.partition("-")
    return time.fromisoformat(opens), time.max if closes == "24:00" else time.fromisoformat(closes)


def soon(due: datetime, at: datetime, within: timedelta = timedelta(hours=2)) -> bool:
    """Whether what is due is due soon, or late already."""
    return due - at <= within
