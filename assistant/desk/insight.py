"""Insight: what is asked, what finds no answer, how long people wait, whether they were helped."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

import numpy as np

from assistant.clock import HANGZHOU, now
from assistant.storage.desk.insight import Asked, InsightRepository, Span, Wish
from nlu.normalise import fold
from nlu.redaction import without_personal_data

Json = dict[str, Any]

_DEFAULT_DAYS: Final = 30
_LONGEST_DAYS: Final = 400
_MOST_QUESTIONS: Final = 50_000
_MOST_GROUPS: Final = 200
_UNANSWERED: Final = frozenset({"abstain"})
TABLES: Final = ("unanswered", "topics", "languages", "handoffs", "by_day")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell (OWASP: CSV injection)."""


def span_of(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days a report covers, both ends included: the last 30 where nothing is given.

    Raises:
        ValueError: the days run backwards, or are too many.
    """
    last = last or today
    first = first or last - timedelta(days=_DEFAULT_DAYS - 1)
    if first > last or (last - first).days >= _LONGEST_DAYS:
        raise ValueError("the days run backwards, or are too many")
    return first, last


class Insight:
    """Makes the reports. Calls block: make them off the event loop."""

    def __init__(self, repository: InsightRepository, clock: Callable[[], datetime] = now) -> None:
        self._repository = repository
        self._clock = clock

    def report(self, first: date | None, last: date | None) -> Json:
        """All figures over a span of days in Hangzhou. Raises ValueError as `span_of`."""
        first, last = span_of(first, last, self._clock().astimezone(HANGZHOU).date())
        span = Span(_midnight(first), _midnight(last + timedelta(days=1)))
        asked = self._repository.asked(span, _MOST_QUESTIONS)
        wishes = self._repository.wishes(span, _MOST_QUESTIONS)
        return {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "unanswered": unanswered(asked),
            "topics": _counted("topic", (one.topic for one in asked)),
            "languages": _counted("language", (one.language for one in asked)),
            "handoffs": _handoffs(wishes),
            "waiting": _waiting(wishes),
            "satisfaction": _satisfaction(self._repository.ratings(span)),
            "by_day": _by_day(asked, wishes, first, last),
        }

    def table(self, name: str, first: date | None, last: date | None) -> str:
        """One table as CSV (RFC 4180), with a byte order mark so that Excel reads UTF-8.

        Raises:
            KeyError: there is no table of this name. ValueError as `span_of`.
        """
        if name not in TABLES:
            raise KeyError(name)
        rows = self.report(first, last)[name]
        stream = io.StringIO()
        writer = csv.writer(stream)
        if rows:
            writer.writerow(rows[0])
            writer.writerows([_cell(value) for value in row.values()] for row in rows)
        return "\ufeff" + stream.getvalue()


def _midnight(day: date) -> datetime:
    """When a day begins in Hangzhou, in UTC as times are stored."""
    return datetime.combine(day, time.min, HANGZHOU).astimezone(timezone.utc)


def unanswered(asked: Sequence[Asked]) -> list[Json]:
    """Questions that found no answer, those that say the same in one, the most asked first."""
    groups: defaultdict[tuple[str, str], list[Asked]] = defaultdict(list)
    for one in asked:
        if one.answer in _UNANSWERED:
            words = " ".join(sorted(set(fold(one.text).split())))
            groups[one.language, words].append(one)
    ordered = sorted(groups.values(), key=lambda group: (-len(group), -group[0].at.timestamp()))
    return [
        {
            "text": without_personal_data(group[0].text),
            "count": len(group),
            "language": group[0].language,
            "last_at": max(one.at for one in group).isoformat(),
        }
        for group in ordered[:_MOST_GROUPS]
    ]


def _counted(name: str, values: Iterable[str | None]) -> list[Json]:
    counts = Counter(value for value in values if value)
    return [{name: value, "count": count} for value, count in counts.most_common()]


def _handoffs(wishes: Sequence[Wish]) -> list[Json]:
    groups: defaultdict[str, list[Wish]] = defaultdict(list)
    for wish in wishes:
        groups[wish.reason].append(wish)
    return [
        {
            "reason": reason,
            "asked": len(group),
            "taken": sum(wish.taken_at is not None for wish in group),
            "left_message": sum(wish.left_message for wish in group),
            "cancelled": sum(wish.outcome == "cancelled" for wish in group),
            "unavailable": sum(wish.outcome == "unavailable" for wish in group),
        }
        for reason, group in sorted(groups.items(), key=lambda item: -len(item[1]))
    ]


def _waiting(wishes: Sequence[Wish]) -> Json:
    """Seconds until an agent took those who waited; messages that were left don't count."""
    waits = [
        (wish.taken_at - wish.asked_at).total_seconds()
        for wish in wishes
        if wish.taken_at is not None and not wish.left_message
    ]
    if not waits:
        return {"p50": None, "p90": None, "count": 0}
    p50, p90 = (round(float(np.percentile(waits, share)), 1) for share in (50, 90))
    return {"p50": p50, "p90": p90, "count": len(waits)}


def _satisfaction(ratings: Mapping[str, int]) -> Json:
    up, down = ratings.get("up", 0), ratings.get("down", 0)
    return {"up": up, "down": down, "share": round(up / (up + down), 4) if up + down else None}


def _by_day(asked: Sequence[Asked], wishes: Sequence[Wish], first: date, last: date) -> list[Json]:
    questions: defaultdict[date, list[Asked]] = defaultdict(list)
    for one in asked:
        questions[one.at.astimezone(HANGZHOU).date()].append(one)
    wished = Counter(wish.asked_at.astimezone(HANGZHOU).date() for wish in wishes)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [
        {
            "day": day.isoformat(),
            "messages": len(questions[day]),
            "conversations": len({one.conversation_id for one in questions[day]}),
            "answered": sum(one.answer == "answer" for one in questions[day]),
            "unanswered": sum(one.answer in _UNANSWERED for one in questions[day]),
            "handoffs": wished[day],
        }
        for day in days
    ]


def _cell(value: object) -> object:
    """A cell's value; text that a spreadsheet would run is made plain."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
