"""Working days in mainland China: weekends, public holidays, and the weekend days worked instead.

The dates are those of the State Council's yearly notice, as the `holidays` package carries them.
The notice for a year appears in the November before; for a year without one the holidays themselves
are known from the calendar, but not the days exchanged with weekends. An operator can add those by
hand before a new release of the package has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import holidays

FIRST_YEAR: Final = 2019
LAST_YEAR: Final = 2040
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)
MOST_DAYS: Final = 2000
"""Working days that may be counted at once: about eight years."""


class WorkingDays:
    """Which days are worked. Everything is read when it is made; asking costs two look-ups.

    `days_off` and `days_worked` add to the public notice, and win over it.

    >>> calendar = WorkingDays()
    >>> calendar.is_working_day(date(2026, 10, 1)), calendar.is_working_day(date(2026, 10, 10))
    (False, True)
    >>> calendar.add(date(2026, 9, 30), 1)
    datetime.date(2026, 10, 8)
    """

    def __init__(self, days_off: Iterable[date] = (), days_worked: Iterable[date] = ()) -> None:
        notice = holidays.country_holidays("CN", years=range(FIRST_YEAR, LAST_YEAR + 1))
        exchanged = {day for day in notice.weekend_workdays if day.year >= FIRST_YEAR}
        worked = frozenset(days_worked)
        self._worked = (frozenset(exchanged) | worked) - frozenset(days_off)
        self._off = (frozenset(notice) | frozenset(days_off)) - worked
        self._published = {day.year for day in exchanged | worked}

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self._worked:
            return True
        return day.weekday() < _SATURDAY and day not in self._off

    def is_holiday(self, day: date) -> bool:
        """Whether the day belongs to a public holiday, with the weekend days beside it.

        The notices count those in: of 2026, "4 to 6 April", a Saturday to a Monday.
        """
        if self.is_working_day(day):
            return False
        return any(one in self._off for one in (*self._rest(day, -_DAY), *self._rest(day, _DAY)))

    def _rest(self, day: date, step: timedelta) -> Iterator[date]:
        """The days without work from `day` on, in one direction."""
        while not self.is_working_day(day):
            yield day
            day += step

    def is_published(self, year: int) -> bool:
        """Whether the notice for the year is known; else exchanged days may be missing."""
        return year in self._published

    def next_working_day(self, day: date) -> date:
        """The day itself where it is worked, else the first one after it that is."""
        while not self.is_working_day(day):
            day += _DAY
        return day

    def add(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`, which is not counted itself.

        That is how periods in days are counted in China: from the day after (Civil Code, Art. 201).

        Raises:
            ValueError: `count` is negative or past `MOST_DAYS`.
        """
        if not 0 <= count <= MOST_DAYS:
            raise ValueError(f"not a number of working days from 0 to {MOST_DAYS}: {count}")
        for _ in range(count):
            day = self.next_working_day(day + _DAY)
        return day

    def between(self, start: date, end: date) -> int:
        """The working days after `start` up to and with `end`; negative where `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        days = (start + _DAY * n for n in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))


@lru_cache(maxsize=1)
def working_days() -> WorkingDays:
    """The calendar of the public notices alone, made once."""
    return WorkingDays()
