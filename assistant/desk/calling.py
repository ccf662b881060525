"""Calling agents for those who wait: one after the other, whoever speaks the language first."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterable
from datetime import datetime

from assistant.desk.rows import Row, calls
from assistant.desk.team import Staff
from connectors.panel.protocol import CurrentAgent

Call = Callable[[Row], None]


class CallingList:
    """Who is to be called when. It holds the rows that wait, as they were last seen."""

    def __init__(self) -> None:
        self._waiting: dict[str, Row] = {}
        self._due: list[tuple[datetime, int, str, int, Call]] = []
        self._order = itertools.count()

    def see(self, row: Row, staff: Staff, callers: Iterable[tuple[CurrentAgent, Call]]) -> None:
        """Plan the calls for a row, where it has come to wait; drop them where it no longer does.

        Each is planned once for each version of the row.
        """
        case = str(row["id"])
        before = self._waiting.get(case)
        if row["state"] != "waiting":
            self._waiting.pop(case, None)
            return
        self._waiting[case] = row
        if before is not None and _same_call(before, row):
            return
        for agent, call in callers:
            self._plan(row, agent, call, staff)

    def join(self, agent: CurrentAgent, call: Call, staff: Staff) -> None:
        """An agent's panel opened: plan the calls for those who wait already."""
        for row in self._waiting.values():
            self._plan(row, agent, call, staff)

    def call(self, at: datetime) -> None:
        """Make the calls that are due, for rows that wait still."""
        while self._due and self._due[0][0] <= at:
            _, _, case, version, call = heapq.heappop(self._due)
            row = self._waiting.get(case)
            if row is not None and row["version"] == version:
                call(row)

    def _plan(self, row: Row, agent: CurrentAgent, call: Call, staff: Staff) -> None:
        due = calls(row, agent, staff)
        if due is not None:
            planned = (due, next(self._order), str(row["id"]), int(row["version"]), call)
            heapq.heappush(self._due, planned)


def _same_call(before: Row, row: Row) -> bool:
    names = ("version", "urgent")
    return all(before[name] == row[name] for name in names)
