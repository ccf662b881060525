"""One answer to a message, however often, and to whichever process, WeChat delivers it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from connectors.wechat import passive
from nlu.catalogues import sentences
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat.conftest import BRIEF, PATIENT, Start, until
from tests.connectors.wechat.phone import Reply

WORKING = sentences().say("wechat.working", "en")


def slow(seconds: float) -> FakeConversation:
    return FakeConversation(delay=seconds)


async def test_passive_only_uses_wechats_repeats(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = await start("aes", delivery="passive_only")
    monkeypatch.setattr(passive, "UNANSWERED_WAIT", BRIEF)
    monkeypatch.setattr(passive, "LAST_WAIT", BRIEF)

    async def deliver(fields: dict[str, str], ready: bool) -> str | None:
        """The reply to one delivery, whose answer is ready or not."""
        if ready:
            monkeypatch.setattr(passive, "UNANSWERED_WAIT", PATIENT)
            bench.conversation.let_go()
        else:
            monkeypatch.setattr(passive, "UNANSWERED_WAIT", BRIEF)
            bench.conversation.hold()
        return (await bench.phone.deliver(fields)).text

    slow = bench.phone.text_fields("slow")
    assert [await deliver(slow, ready) for ready in (False, True)] == [None, "slow"]
    slower = bench.phone.text_fields("slower")
    assert [await deliver(slower, False) for _ in range(3)] == [None, None, WORKING]
    more = bench.phone.text_fields("1")
    assert [await deliver(more, ready) for ready in (False, True)] == [None, "slower"]
    assert [message.text for message in bench.conversation.handled] == ["slow", "slower"]


@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
async def test_repeats_get_the_same_reply(start: Start, mode: str) -> None:
    bench = await start(mode, slow(0.1))
    fields = bench.phone.text_fields("hello")
    replies = [await bench.phone.deliver(fields) for _ in range(3)]
    assert [reply.text for reply in replies] == ["hello"] * 3
    assert len(bench.conversation.handled) == 1


async def test_repeats_at_once_get_one_answer(start: Start) -> None:
    bench = await start("aes", slow(0.2))
    fields = bench.phone.text_fields("hello")
    replies = await asyncio.gather(*(bench.phone.deliver(fields) for _ in range(9)))
    assert {reply.text for reply in replies} == {"hello"}
    assert len(bench.conversation.handled) == 1
    await bench.connector.settled()
    assert bench.wechat.attempts == 0


async def test_repeats_of_a_pushed_answer_are_acknowledged(start: Start) -> None:
    bench = await start("aes", passive_wait=BRIEF)
    bench.conversation.hold()
    fields = bench.phone.text_fields("hello")
    replies = await asyncio.gather(*(bench.phone.deliver(fields) for _ in range(3)))
    bench.conversation.let_go()
    await until(bench.wechat.texts)
    replies.append(await bench.phone.deliver(fields))
    assert {reply.body for reply in replies} == {"success"}
    await bench.connector.settled()
    assert bench.wechat.texts() == ["hello"]


async def test_a_dropped_connection_does_not_end_the_work(start: Start) -> None:
    bench = await start("aes")
    bench.conversation.hold()
    fields = bench.phone.text_fields("hello")
    first = asyncio.create_task(bench.phone.deliver(fields))
    await until(lambda: bench.conversation.handled)
    first.cancel()
    await asyncio.wait([first])
    bench.conversation.let_go()
    await bench.connector.settled()
    assert bench.wechat.texts() == ["hello"]
    assert (await bench.phone.deliver(fields)).body == "success"
    assert len(bench.conversation.handled) == 1


async def test_another_process_knows_the_reply(start: Start) -> None:
    one, other = await start("aes"), await start("aes")
    fields = one.phone.text_fields("hello")
    assert (await one.phone.deliver(fields)).text == "hello"
    assert (await other.phone.deliver(fields)).text == "hello"
    assert not other.conversation.handled


async def test_a_reply_that_left_before_the_work_ended_is_known_to_another_process(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await start("aes"), await start("aes")
    left, hand_over = asyncio.Event(), one.connector._answering._hand_over

    async def later(*given: Any) -> None:
        await left.wait()
        await hand_over(*given)

    monkeypatch.setattr(one.connector._answering, "_hand_over", later)
    fields = one.phone.text_fields("hello")
    assert (await one.phone.deliver(fields)).text == "hello"
    left.set()
    await one.connector.settled()
    assert (await other.phone.deliver(fields)).text == "hello"
    assert one.wechat.attempts == 0


async def test_processes_answer_a_message_delivered_at_once_one_time(start: Start) -> None:
    one, other = await start("aes", slow(0.3)), await start("aes", slow(0.3))
    fields = one.phone.text_fields("hello")
    replies = await asyncio.gather(*(bench.phone.deliver(fields) for bench in (one, other) * 2))
    assert {reply.text for reply in replies} == {"hello"}
    assert len(one.conversation.handled) + len(other.conversation.handled) == 1


async def test_equal_texts_are_two_messages_and_keep_their_order(start: Start) -> None:
    bench = await start("aes", slow(0.1))
    replies = await asyncio.gather(*(bench.phone.say("hello") for _ in range(3)))
    assert [reply.text for reply in replies] == ["hello"] * 3
    assert len(bench.conversation.handled) == 3


async def test_a_delivery_that_comes_late_is_given_up(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a crowd what is not ready at once is acknowledged and pushed."""
    monkeypatch.setattr(passive, "CROWDING", 1e9)
    bench = await start("aes", passive_wait=4.9)
    bench.conversation.hold()
    assert (await bench.phone.say("am I late?")).text is None
    bench.conversation.let_go()
    await bench.connector.settled()
    assert bench.wechat.texts() == ["am I late?"]


async def test_a_hundred_people_at_once_with_repeats(start: Start) -> None:
    bench = await start("aes", slow(0.05))
    people = [type(bench.phone)(bench.phone.client, "aes", f"o{n:027}") for n in range(100)]

    async def ask(person: object) -> list[Reply]:
        fields = person.text_fields(f"I am {person.openid}")  # type: ignore[attr-defined]
        return list(await asyncio.gather(*(person.deliver(fields) for _ in range(2))))  # type: ignore[attr-defined]

    answers = await asyncio.gather(*map(ask, people))
    for person, replies in zip(people, answers, strict=True):
        assert {reply.text for reply in replies} == {f"I am {person.openid}"}
    assert len(bench.conversation.handled) == 100
