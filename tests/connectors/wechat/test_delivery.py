"""How answers arrive: in time, late, long, over quota, passive only, after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from connectors.protocol import InboundMessage, OutboundMessage
from connectors.wechat import passive
from nlu.catalogues import sentences
from tests.connectors.clocks import ShiftedClock
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat.conftest import BRIEF, PATIENT, Start
from tests.connectors.wechat.phone import OPENID, Reply, message_xml

MORE = sentences().say("wechat.more", "en")
WORKING = sentences().say("wechat.working", "en")


def words(count: int, name: str = "word") -> str:
    return " ".join(f"{name}{n:05}" for n in range(count))


def long_answers(message: InboundMessage) -> Sequence[OutboundMessage]:
    """As many words as the question says."""
    count = int(message.text.split()[-1])
    return [OutboundMessage("", words(count), custom={"type": "answer", "language": "en"})]


def slow(seconds: float) -> FakeConversation:
    return FakeConversation(delay=seconds)


async def until(true: Callable[[], object]) -> None:
    """Wait for what is done in the background."""
    for _ in range(int(PATIENT / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never became true")


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


async def test_an_unreachable_api_delays_no_acknowledgement(start: Start) -> None:
    bench = await start(api_base="http://127.0.0.1:9")
    assert (await bench.say_late("hello")).body == "success"
    await bench.connector.settled()
    assert [row.text for row in bench.repository.owed(bench.sender)] == ["hello"]


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


def test_a_message_is_what_wechat_sends() -> None:
    assert message_xml({"A": "1"}) == "<xml><A><![CDATA[1]]></A></xml>"


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
