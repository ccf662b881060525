"""An agent's words reach the person although the channel, or the database, failed over them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from assistant.desk.deliveries import Deliveries
from assistant.desk.outbox import Outbox
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.database import connect, migrate
from assistant.storage.desk.messages import PENDING, AgentMessageRepository
from assistant.storage.desk.queue import QueueRepository
from assistant.storage.records import MessageRecord
from assistant.storage.tables.conversation import conversations
from connectors.protocol import DeliveryState, OutboundMessage

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


class Channel:
    """A channel which cannot take messages while `broken`."""

    def __init__(self) -> None:
        self.broken = False
        self.taken: list[str] = []

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        if self.broken:
            raise OSError("the database is away")
        self.taken += [message.text for message in messages]
        return "sent"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(made)
    yield made
    made.dispose()


class Desk:
    """An outbox with a clock, and what an agent writes to one person."""

    def __init__(self, engine: Engine) -> None:
        self.channel, self.moment = Channel(), NOON
        self.messages = AgentMessageRepository(lambda: engine)
        deliveries = Deliveries()
        deliveries.add("wechat", self.channel)
        queue = QueueRepository(lambda: engine)
        self.outbox = Outbox(
            self.messages, queue, deliveries, lambda: None, clock=lambda: self.moment
        )
        self.case = ConversationRepository(engine).open("wechat", "u-1", NOON).id
        with engine.begin() as connection:
            connection.execute(update(conversations).values(state="with_agent", agent_id="li"))

    async def write(self, text: str) -> str:
        message = MessageRecord(
            new_id(),
            self.case,
            "agent",
            text,
            "en",
            self.moment,
            "sent",
            agent_id="li",
            delivery=PENDING,
        )
        assert self.messages.write(message)
        return await self.outbox.send("wechat", "u-1", [message])

    def states(self) -> list[str | None]:
        return [message.delivery for message in self.messages.transcript(self.case, 100)]


async def test_words_that_a_channel_could_not_take_are_given_again(engine: Engine) -> None:
    desk = Desk(engine)
    desk.channel.broken = True
    for text in ("first", "second"):
        assert await desk.write(text) == PENDING
    for _ in range(3):
        desk.moment += timedelta(seconds=61)
        assert await desk.outbox.send_pending() == 2
        assert await desk.outbox.send_pending() == 0, "not again at once"
        assert desk.states() == [PENDING, PENDING]
    desk.channel.broken = False
    desk.moment += timedelta(seconds=61)
    await desk.outbox.send_pending()
    assert desk.channel.taken == ["first", "second"]
    assert desk.states() == ["sent", "sent"]
    desk.moment += timedelta(days=1)
    assert await desk.outbox.send_pending() == 0


async def test_a_worker_that_dies_over_giving_again_loses_nothing(engine: Engine) -> None:
    desk = Desk(engine)
    desk.channel.broken = True
    await desk.write("hello")
    desk.moment += timedelta(seconds=61)
    at = desk.moment
    assert len(desk.messages.claim_pending(at - timedelta(seconds=60), at, 10)) == 1  # and dies
    desk.channel.broken = False
    assert await desk.outbox.send_pending() == 0
    desk.moment += timedelta(seconds=61)
    assert await desk.outbox.send_pending() == 1
    assert desk.channel.taken == ["hello"]
