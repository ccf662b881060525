"""How answers arrive: in time, late, long, over quota, passive only."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from connectors.protocol import InboundMessage, OutboundMessage
from connectors.wechat import passive
from nlu.catalogues import sentences
from tests.connectors.clocks import ShiftedClock
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat.conftest import BRIEF, Start, until
from tests.connectors.wechat.phone import OPENID, message_xml

MORE = sentences().say("wechat.more", "en")


def words(count: int, name: str = "word") -> str:
    return " ".join(f"{name}{n:05}" for n in range(count))


def long_answers(message: InboundMessage) -> Sequence[OutboundMessage]:
    """As many words as the question says."""
    count = int(message.text.split()[-1])
    return [OutboundMessage("", words(count), custom={"type": "answer", "language": "en"})]


def all_words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in text.replace(MORE, "").split()]


async def test_an_answer_in_time_is_the_passive_reply_and_nothing_else(start: Start) -> None:
    bench = await start("aes")
    assert (await bench.phone.say("hello")).text == "hello"
    await bench.connector.settled()
    assert bench.wechat.attempts == 0
    assert bench.wechat.token_fetches == 0
    assert not bench.repository.owed(bench.sender)


async def test_a_late_answer_is_acknowledged_and_pushed(start: Start) -> None:
    bench = await start("aes")
    assert (await bench.say_late("hello")).body == "success"
    await bench.connector.settled()
    assert bench.wechat.texts() == ["hello"]
    assert not bench.repository.owed(bench.sender)
    assert bench.repository.find_person(bench.sender).message_pushes == 4  # type: ignore[union-attr]


async def test_in_push_mode_everything_is_pushed(start: Start) -> None:
    bench = await start(delivery="push")
    assert (await bench.phone.say("hello")).body == "success"
    await bench.connector.settled()
    assert bench.wechat.texts() == ["hello"]


async def test_typing_is_shown_while_one_waits(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passive, "TYPING_AFTER", 0.1)
    bench = await start()
    bench.conversation.hold()
    delivery = asyncio.create_task(bench.phone.say("hello"))
    await until(lambda: bench.wechat.typing)
    bench.conversation.let_go()
    assert (await delivery).text == "hello"
    assert bench.wechat.typing == [OPENID]


async def test_a_long_answer_goes_out_in_parts(start: Start) -> None:
    bench = await start("aes", FakeConversation(long_answers))
    reply = await bench.phone.say("give 600")
    await bench.connector.settled()
    parts = [reply.text or "", *bench.wechat.texts()]
    assert all(0 < len(part.encode()) <= 2000 for part in parts)
    assert all_words(parts) == words(600).split()
    assert len(parts) == 4
    assert MORE not in "".join(parts)


async def test_what_is_over_five_parts_comes_when_asked_for(start: Start) -> None:
    bench = await start("aes", FakeConversation(long_answers))
    replies = [(await bench.phone.say("give 2000")).text or ""]
    await bench.connector.settled()
    assert len(bench.wechat.texts()) == 4
    assert bench.wechat.texts()[-1].endswith(MORE)
    heard = [*replies, *bench.wechat.texts()]
    for _ in range(3):
        if not bench.repository.owed(bench.sender):
            break
        before = len(bench.wechat.sent)
        bench.wechat.user_wrote(OPENID)
        heard.append((await bench.phone.say("1")).text or "")
        await bench.connector.settled()
        heard += bench.wechat.texts()[before:]
    assert all_words(heard) == words(2000).split()
    assert len(bench.conversation.handled) == 1


async def test_after_a_click_three_pushes_are_made(start: Start) -> None:
    bench = await start(conversation=FakeConversation(long_answers))
    bench.conversation.answer = lambda _: [OutboundMessage("", words(2000))]
    bench.wechat.quota = 3
    await bench.phone.press("MENU_PERSON")
    await bench.connector.settled()
    assert len(bench.wechat.texts()) == bench.wechat.attempts == 3
    assert bench.wechat.texts()[-1].endswith(MORE)


async def test_the_quota_is_kept_over_answers(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start(clock=clock, timestamp_window=0)
    await bench.say_late("hello")
    await bench.connector.settled()
    for n in range(6):
        await bench.connector.deliver(bench.sender, [OutboundMessage("", f"agent {n}")])
    assert len(bench.wechat.texts()) == bench.wechat.attempts == 5
    assert [row.state for row in bench.repository.owed(bench.sender)] == ["held", "held"]


async def test_an_agents_message_and_the_window(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start(clock=clock, timestamp_window=0)
    hello = [OutboundMessage("", "I am an agent")]
    assert await bench.connector.deliver(bench.sender, hello) == "unknown"
    await bench.phone.say("hello")
    await bench.connector.settled()
    assert await bench.connector.deliver(bench.sender, hello) == "sent"
    clock.advance(hours=49)
    assert await bench.connector.deliver(bench.sender, hello) == "held"
    assert bench.wechat.attempts == 1
    reply = await bench.phone.say("back again")
    assert reply.text == "I am an agent\n\nback again"


@pytest.mark.parametrize("code", [45047, 45015])
async def test_over_quota_the_rest_is_kept_for_the_next_message(start: Start, code: int) -> None:
    bench = await start("aes")
    bench.wechat.errors = [code]
    assert (await bench.say_late("first")).body == "success"
    await bench.connector.settled()
    assert bench.wechat.attempts == 1
    assert [row.state for row in bench.repository.owed(bench.sender)] == ["held"]
    await bench.connector.push_due()
    assert bench.wechat.attempts == 1
    assert (await bench.phone.say("second")).text == "first\n\nsecond"
    assert not bench.repository.owed(bench.sender)


async def test_an_unverified_account_turns_passive(start: Start) -> None:
    bench = await start("aes")
    bench.wechat.unverified = True
    assert (await bench.say_late("first")).body == "success"
    await bench.connector.settled()
    assert bench.connector.delivery.passive_only
    assert (await bench.phone.say("1")).text == "first"
    assert len(bench.conversation.handled) == 1
    assert (await bench.phone.say("third")).text == "third"


async def test_passive_only_gives_the_rest_bit_by_bit(start: Start) -> None:
    bench = await start("aes", FakeConversation(long_answers), delivery="passive_only")
    heard = [(await bench.phone.say("give 900")).text or ""]
    while heard[-1].endswith(MORE):
        assert len(heard[-1].encode()) <= 2000
        heard.append((await bench.phone.say("1")).text or "")
    assert all_words(heard) == words(900).split()
    assert len(heard) == 5
    assert bench.wechat.attempts == bench.wechat.token_fetches == 0


async def test_too_many_calls_in_a_minute_wait(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start(clock=clock, timestamp_window=0)
    bench.wechat.errors = [45011]
    await bench.say_late("hello")
    await bench.connector.settled()
    await bench.connector.push_due()
    assert bench.wechat.texts() == []
    clock.advance(seconds=61)
    await bench.connector.push_due()
    assert bench.wechat.texts() == ["hello"]


async def test_a_used_up_day_stops_all_pushes(start: Start) -> None:
    clock = ShiftedClock()
    bench = await start(clock=clock, timestamp_window=0)
    bench.wechat.errors = [45009]
    await bench.say_late("hello")
    await bench.connector.settled()
    assert bench.connector.delivery.passive_only
    clock.advance(hours=25)
    assert not bench.connector.delivery.passive_only


async def test_a_text_that_wechat_finds_too_long_is_halved_once(start: Start) -> None:
    bench = await start(conversation=FakeConversation(long_answers))
    bench.wechat.longest_text = 1200
    await bench.say_late("give 180")
    await bench.connector.settled()
    assert all_words(bench.wechat.texts()) == words(180).split()
    assert bench.wechat.attempts == 3


@pytest.mark.parametrize("code", [40003, 43004, 43019, 50005, 47001, 40033])
async def test_what_cannot_arrive_is_dropped(start: Start, code: int) -> None:
    bench = await start()
    bench.wechat.errors = [code]
    await bench.say_late("hello")
    await bench.connector.settled()
    assert bench.wechat.attempts == 1
    assert not bench.repository.owed(bench.sender)


async def test_nothing_is_pushed_after_unfollowing(start: Start) -> None:
    bench = await start("aes", passive_wait=BRIEF)
    bench.conversation.hold()
    assert (await bench.phone.say("hello")).body == "success"
    await bench.phone.deliver(bench.phone.event_fields("unsubscribe"))
    bench.conversation.let_go()
    await bench.connector.settled()
    await bench.connector.push_due()
    assert bench.wechat.attempts == 0
    assert not bench.repository.owed(bench.sender)


def test_a_message_is_what_wechat_sends() -> None:
    assert message_xml({"A": "1"}) == "<xml><A><![CDATA[1]]></A></xml>"
