"""What is owed goes out in the end: WeChat away, a process that died."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.connectors.clocks import ShiftedClock
from tests.connectors.wechat.conftest import BRIEF, Start


async def test_an_unreachable_api_delays_no_acknowledgement(start: Start) -> None:
    bench = await start(api_base="http://127.0.0.1:9")
    assert (await bench.say_late("hello")).body == "success"
    await bench.connector.settled()
    assert [row.text for row in bench.repository.owed(bench.sender)] == ["hello"]


async def test_a_restart_sends_what_was_owed(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start("aes", clock=clock, timestamp_window=0)
    bench.wechat.errors = ["502"] * 4
    assert (await bench.say_late("hello")).body == "success"
    await bench.connector.settled()
    assert bench.wechat.texts() == []
    assert [row.state for row in bench.repository.owed(bench.sender)] == ["waiting"]
    await bench.connector.close()
    again = await start("aes", clock=clock)
    clock.advance(seconds=11)
    await again.connector.push_due()
    await again.connector.push_due()
    assert again.wechat.texts() == ["hello"]


async def test_a_text_that_was_being_sent_at_a_crash_is_sent_after_its_lease(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start("aes", clock=clock, timestamp_window=0)
    await bench.phone.say("hello")
    now = clock()
    bench.repository.add(bench.sender, ["lost?"], "en", now, now)
    assert bench.repository.take(bench.sender, now, now + timedelta(seconds=90)) is not None
    await bench.connector.push_due()
    assert bench.wechat.texts() == []
    clock.advance(seconds=91)
    await bench.connector.push_due()
    assert bench.wechat.texts() == ["lost?"]


@pytest.mark.parametrize("how", ["502", -1])
async def test_wechats_interface_down_for_an_hour_gets_everything_later_in_order(
    start: Start, how: int | str
) -> None:
    clock = ShiftedClock()
    bench = await start("aes", clock=clock, timestamp_window=0)
    bench.wechat.errors = [how] * 1000
    for number in range(3):
        assert (await bench.say_late(f"message {number}")).body == "success"
        await bench.connector.settled()
    for _ in range(12):
        clock.advance(minutes=5)
        await bench.connector.push_due()
    assert bench.wechat.texts() == []
    assert bench.wechat.attempts <= 40, "no storm of requests"
    bench.wechat.errors = []
    for _ in range(4):
        clock.advance(minutes=30)
        await bench.connector.push_due()
    assert bench.wechat.texts() == [f"message {number}" for number in range(3)]
    assert bench.repository.owed(bench.sender) == []


async def test_a_message_that_may_have_arrived_is_not_repeated_for_ever(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start(clock=clock, timestamp_window=0)
    await bench.say_late("hello")
    await bench.connector.settled()
    bench.wechat.errors = ["hang"] * 50
    bench.wait_for_api(BRIEF)
    await bench.say_late("again")
    await bench.connector.settled()
    for _ in range(5):
        clock.advance(hours=1)
        await bench.connector.push_due()
    assert bench.wechat.attempts == 3
    assert [row.state for row in bench.repository.owed(bench.sender)] == ["held"]


async def test_a_question_survives_the_death_of_the_process(start: Start) -> None:
    """WeChat was told `success`; then the process died, and the next one answers."""
    clock = ShiftedClock()
    dying = await start(clock=clock, passive_wait=BRIEF)
    dying.conversation.hold()
    assert (await dying.phone.say("What now?")).text is None
    for task in list(dying.connector._background.tasks):
        task.cancel()
    following = await start(clock=clock)
    await following.connector.take_up_lost()
    await following.connector.settled()
    assert dying.wechat.texts() == [], "the first process may still be at work"
    clock.advance(seconds=61)
    await following.connector.take_up_lost()
    await following.connector.settled()
    assert dying.wechat.texts() == ["What now?"]
    clock.advance(seconds=61)
    await following.connector.take_up_lost()
    await following.connector.settled()
    assert dying.wechat.texts() == ["What now?"]
