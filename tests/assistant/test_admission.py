"""How many messages a worker works on at once."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation.admission import Admission

PATIENT = 60.0


class Visits:
    """Who is inside, and in which order they came in."""

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.order: list[int] = []
        self.inside: set[int] = set()
        self.most = 0
        self.doors: dict[int, asyncio.Event] = {}

    async def visit(self, number: int) -> None:
        """Stay until the door is opened."""
        door = self.doors[number] = asyncio.Event()
        async with self._admission.hold():
            self.order.append(number)
            self.inside.add(number)
            self.most = max(self.most, len(self.inside))
            try:
                await door.wait()
            finally:
                self.inside.remove(number)


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=40))
async def test_so_many_at_once_in_the_order_of_coming(
    at_once: int, steps: list[tuple[bool, int]]
) -> None:
    """People come, leave when they are done, or give up, in any order."""
    visits = Visits(Admission(at_once, PATIENT))
    tasks: dict[int, asyncio.Task[None]] = {}
    gave_up: set[int] = set()
    for comes, which in steps:
        if comes or not tasks:
            tasks[len(tasks)] = asyncio.create_task(visits.visit(len(tasks)))
        elif which % len(tasks) in visits.inside:
            visits.doors[which % len(tasks)].set()
        else:
            gave_up.add(which % len(tasks))
            tasks[which % len(tasks)].cancel()
        await settle()
        there = sum(not task.done() for task in tasks.values())
        assert len(visits.inside) == min(at_once, there), "no place is left empty, or lost"
    while any(not task.done() for task in tasks.values()):
        for number in list(visits.inside):
            visits.doors[number].set()
        await settle()
    assert visits.most <= at_once
    assert visits.order == sorted(visits.order)
    assert set(tasks) - set(visits.order) <= gave_up


async def test_nobody_waits_for_long_with_those_who_wait() -> None:
    visits = Visits(Admission(1, patience=0.05))
    tasks = [asyncio.create_task(visits.visit(number)) for number in range(4)]
    while len(visits.inside) < 4:
        await asyncio.sleep(0.01)
    assert sorted(visits.order) == [0, 1, 2, 3]
    assert visits.order[0] == 0
    for door in visits.doors.values():
        door.set()
    await asyncio.gather(*tasks)
    assert not visits.inside


async def test_what_fails_leaves_its_place() -> None:
    admission = Admission(1, PATIENT)
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            async with admission.hold():
                raise ValueError("broken")
