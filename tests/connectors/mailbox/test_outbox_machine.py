"""The inbox and the outbox as a state machine: whatever fails, and in whatever order, each message
is answered once and in order."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from assistant.storage.database import connect, migrate
from tests.connectors.clocks import StoppedClock
from tests.connectors.mailbox.conftest import open_bench
from tests.connectors.mailbox.fake_api import running
from tests.connectors.mailbox.phones import PHONES
from tests.connectors.mailbox.test_mailbox import own

HOUR = 3600.0
REFUSALS = st.sampled_from([(503, {}), (500, {"ok": False}), "html", None])


class Mailbox(RuleBasedStateMachine):
    """A person who writes, a platform that is away at times, a process that ends at times."""

    channel = ""

    @initialize()
    def begin(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.engine = connect(f"sqlite:///{folder / 'mailbox.db'}")
        migrate(self.engine)
        self.stack.callback(self.engine.dispose)
        self.clock = StoppedClock(1_796_000_000)
        self.phone = PHONES[self.channel]()
        self.api = self.stack.enter_context(running(self.phone.api()))
        self.said: list[str] = []
        self.start()

    def start(self) -> None:
        self.bench = open_bench(self.engine, self.clock, self.phone, self.api)

    def run(self, work: Coroutine[Any, Any, Any]) -> None:
        self.loop.run_until_complete(work)

    def stop(self) -> None:
        self.run(self.bench.connector.close())
        self.run(self.bench.client.aclose())

    @rule()
    def person_writes(self) -> None:
        self.said.append(f"message {len(self.said)}")
        self.run(self.bench.hear(self.phone.text(self.said[-1])))

    @rule(how=REFUSALS)
    def platform_is(self, how: Any) -> None:
        self.api.always = how

    @rule(seconds=st.sampled_from([1.0, 30.0, 300.0]))
    def time_passes(self, seconds: float) -> None:
        self.run(self.bench.later(seconds))

    @rule()
    def process_ends_over_its_work(self) -> None:
        async def die() -> None:
            await self.bench.post(self.phone.text(self.said[-1]))
            for task in list(self.bench.connector._background.tasks):
                task.cancel()

        self.said.append(f"message {len(self.said)}")
        self.bench.conversation.hold()  # it ends before there is an answer, for certain
        self.run(die())
        self.stop()
        self.start()

    @invariant()
    def nothing_is_shown_twice_or_before_its_turn(self) -> None:
        if hasattr(self, "bench"):
            shown = own(self.bench)
            assert shown == self.said[: len(shown)]

    def teardown(self) -> None:
        if not hasattr(self, "bench"):
            return
        self.api.always = None
        self.person_writes()  # what was held for the person's next message goes out with it
        for _ in range(6):
            self.run(self.bench.later(HOUR))
        try:
            assert own(self.bench) == self.said, "nothing is lost"
        finally:
            self.stop()
            self.stack.close()
            self.loop.close()


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_each_message_is_answered_once_and_in_order(channel: str) -> None:
    machine = type(f"Mailbox of {channel}", (Mailbox,), {"channel": channel})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=12, stateful_step_count=15, deadline=None)
    )
