"""Several workers on one PostgreSQL: each message answered once, each part sent once, in order."""

from __future__ import annotations

import asyncio

import pytest

from tests.connectors.fakes import FakeConversation
from tests.connectors.mailbox.conftest import Start

PEOPLE, EACH = 6, 4


@pytest.fixture
def url(postgresql: str) -> str:
    return postgresql


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
async def test_workers_neither_double_nor_disorder(channel: str, start: Start) -> None:
    conversation = FakeConversation(delay=0.01)
    one = await start(channel, conversation)
    workers = [one, *[await start(channel, conversation, one.phone, one.api) for _ in range(2)]]
    one.api.script = [(503, {})] * 4
    for number in range(EACH):
        posts = [one.phone.text(f"{person}: {number}", str(person)) for person in range(PEOPLE)]
        # Every worker is told of every message, all at once.
        await asyncio.gather(*(worker.post(post) for post in posts for worker in workers))
    for _ in range(12):
        one.clock.advance(seconds=20)
        await asyncio.gather(*(worker.connector.take_up() for worker in workers))
        await asyncio.gather(*(worker.connector.settled() for worker in workers))
    assert len(conversation.handled) == PEOPLE * EACH
    shown = [text for text in one.shown if ": " in text and len(text) < 6]
    for person in range(PEOPLE):
        mine = [text for text in shown if text.startswith(f"{person}:")]
        assert mine == [f"{person}: {number}" for number in range(EACH)]


async def test_words_with_odd_characters_are_stored(start: Start) -> None:
    bench = await start("telegram")
    await bench.hear(bench.phone.text("hel\x00lo \ud800 😀 ‮x"))
    assert bench.conversation.handled[0].text == "hello  😀 x"
    assert bench.shown[0] == "hello  😀 x"
