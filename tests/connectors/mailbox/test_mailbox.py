"""What every channel with an inbox and an outbox does, whatever its platform."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from connectors.errors import ConnectorError, TooManyRequests
from connectors.protocol import Button, InboundMessage, OutboundMessage
from nlu.catalogues import sentences
from tests.connectors.fakes import FakeConversation
from tests.connectors.mailbox.conftest import BRIEF, Bench, Start
from tests.connectors.mailbox.fake_api import Answer
from tests.connectors.mailbox.phones import AUTH_TOKEN, BOT_TOKEN, Phone

HOUR = 3600.0
DOWN: dict[str, Answer] = {
    "503": (503, {}),
    "html": "html",
    "cut": "cut",
    "rate limit": (429, {"error": {"code": 4}}),
}


def answer(*texts: str, language: str = "en", **custom: object) -> list[OutboundMessage]:
    custom = {"type": "answer", "language": language, **custom}
    return [OutboundMessage("", text, (), custom) for text in texts]


def own(bench: Bench) -> list[str]:
    """What was shown, without the notice."""
    notice = sentences("channels").say_plural("notice.days", "en", 30)
    return [text for text in bench.shown if notice not in text]


async def test_a_text_is_answered_and_a_first_one_gets_the_notice(
    channel: str, start: Start
) -> None:
    bench = await start(channel)
    assert (await bench.hear(bench.phone.text("How do I register?"))).status_code == 200
    assert [m.text for m in bench.conversation.handled] == ["How do I register?"]
    assert bench.shown[0] == "How do I register?"
    assert len(bench.shown) == 2
    assert "30 days" in bench.shown[1]
    assert "delete my data" in bench.shown[1]
    await bench.hear(bench.phone.text("And now?"))
    assert bench.shown[2:] == ["And now?"]


async def test_the_notice_is_in_the_language_of_the_answer(channel: str, start: Start) -> None:
    conversation = FakeConversation(lambda _: answer("답변", language="ko"))
    bench = await start(channel, conversation)
    await bench.hear(bench.phone.text("등록은 어떻게 하나요?"))
    assert "30일" in bench.shown[1]


async def test_the_person_is_a_hash_and_two_people_are_two(channel: str, start: Start) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.text("one", person="1"))
    await bench.hear(bench.phone.text("two", person="2"))
    senders = [message.sender for message in bench.conversation.handled]
    assert len(set(senders)) == 2
    assert all(len(sender) == 64 and int(sender, 16) for sender in senders)
    to = {bench.phone.shown(call)[0] for call in bench.api.sent}
    assert len(to) == 2


async def test_a_button_is_its_payload(channel: str, start: Start) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.button("Talk to a person", "/request_human"))
    (message,) = bench.conversation.handled
    assert (message.text, message.payload) == ("Talk to a person", "/request_human")


async def test_what_begins_with_a_slash_is_words(channel: str, start: Start) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.text("/delete_conversation"))
    (message,) = bench.conversation.handled
    assert message.payload is None
    assert not message.text.startswith("/")


async def test_duplicates_at_once_get_one_answer(channel: str, start: Start) -> None:
    bench = await start(channel)
    bench.conversation.hold()
    posts = [bench.phone.text("hello", identity=77) for _ in range(5)]
    responses = await asyncio.gather(*map(bench.post, posts))
    bench.conversation.let_go()
    await bench.connector.settled()
    await bench.hear(posts[0])
    assert {response.status_code for response in responses} == {200}
    assert len(bench.conversation.handled) == 1
    assert own(bench) == ["hello"]


async def test_a_request_played_again_changes_nothing(channel: str, start: Start) -> None:
    bench = await start(channel)
    post = bench.phone.text("hello")
    await bench.hear(post)
    await bench.hear(post)
    assert own(bench) == ["hello"]


async def test_the_receipt_does_not_wait_for_the_answer(channel: str, start: Start) -> None:
    bench = await start(channel)
    bench.conversation.hold()
    response = await bench.post(bench.phone.text("hello"))
    assert response.status_code == 200
    assert bench.shown == []
    for task in bench.connector._background.tasks:
        task.cancel()  # the test is over: nobody need wait for that answer


async def test_messages_of_one_person_are_answered_in_order(channel: str, start: Start) -> None:
    bench = await start(channel)
    bench.conversation.hold()
    for number in range(6):
        await bench.post(bench.phone.text(f"message {number}"))
    bench.conversation.let_go()
    await bench.connector.settled()
    await bench.connector.take_up()
    await bench.connector.settled()
    assert own(bench) == [f"message {number}" for number in range(6)]


@pytest.mark.parametrize("how", list(DOWN))
async def test_a_platform_down_for_an_hour_gets_everything_later_in_order(
    channel: str, start: Start, how: str
) -> None:
    bench = await start(channel)
    bench.api.always = DOWN[how]
    for number in range(3):
        await bench.hear(bench.phone.text(f"message {number}"))
        await bench.later(1)
    for _ in range(12):
        await bench.later(300)
    assert bench.shown == []
    assert 5 <= bench.api.attempts <= 40, "no storm of requests"
    bench.api.always = None
    for _ in range(4):
        await bench.later(600)
    assert own(bench) == ["message 0", "message 1", "message 2"]


async def test_what_a_platform_accepts_late_is_shown_twice_at_worst(
    channel: str, start: Start
) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.text("hello"))
    bench.api.script = ["late"]
    bench.wait_for_answers(BRIEF)
    await bench.hear(bench.phone.text("again"))
    bench.wait_for_answers()
    await bench.later(10)
    assert own(bench) == ["hello", "again", "again"]
    await bench.later(HOUR)
    assert own(bench) == ["hello", "again", "again"]


async def test_a_rate_limit_is_waited_for(channel: str, start: Start) -> None:
    bench = await start(channel)
    bench.api.script = [(429, {"ok": False, "parameters": {"retry_after": 30}})]
    bench.api.headers = {"Retry-After": "30"}
    await bench.hear(bench.phone.text("hello"))
    await bench.later(20)
    await bench.hear(bench.phone.text("again", person="2"))
    assert bench.api.attempts == 1, "nobody is written to while the platform wants us to wait"
    await bench.later(15)
    assert sorted(own(bench)) == ["again", "hello"]


async def test_a_message_survives_the_death_of_the_process(channel: str, start: Start) -> None:
    phone: Phone | None = None
    dying = await start(channel)
    dying.conversation.hold()
    phone = dying.phone
    await dying.post(phone.text("What now?"))
    while not dying.conversation.handled:
        await asyncio.sleep(0.01)
    for task in list(dying.connector._background.tasks):
        task.cancel()
    next_one = await start(channel, phone=phone, api=dying.api)
    await next_one.later(1)
    assert own(next_one) == [], "the first process may still be at work"
    await next_one.later(120)
    await next_one.later(1)
    assert own(next_one) == ["What now?"]


async def test_an_answer_survives_the_death_of_the_process(channel: str, start: Start) -> None:
    first = await start(channel)
    first.api.always = (503, {})
    await first.hear(first.phone.text("hello"))
    first.api.always = None
    second = await start(channel, phone=first.phone, api=first.api)
    await second.later(HOUR)
    assert own(second) == ["hello"]
    assert second.conversation.handled == []


async def test_a_failing_conversation_is_tried_again_and_then_owned_up_to(
    channel: str, start: Start
) -> None:
    conversation = FakeConversation(error=ConnectorError("starting", "Not yet."))
    bench = await start(channel, conversation)
    await bench.hear(bench.phone.text("hello"))
    conversation.error = None
    await bench.later(10)
    assert own(bench) == ["hello"]
    conversation.error = RuntimeError("broken")
    await bench.hear(bench.phone.text("again"))
    for _ in range(6):
        await bench.later(200)
    assert own(bench)[1:] == [sentences().say("wechat.failed", "en")]


async def test_too_many_messages_get_a_sentence(channel: str, start: Start) -> None:
    bench = await start(channel, FakeConversation(error=TooManyRequests("x", "x", 5)))
    await bench.hear(bench.phone.text("hello"))
    (text,) = bench.shown
    assert sentences().say("wechat.too_fast", "en") in text


async def test_deleting_leaves_nothing_but_hashes(channel: str, start: Start) -> None:
    def deleted(message: InboundMessage) -> Sequence[OutboundMessage]:
        return answer("Deleted.", deleted=True)

    conversation = FakeConversation()
    bench = await start(channel, conversation)
    await bench.hear(bench.phone.text("hello"))
    sender = conversation.handled[0].sender
    conversation.answer = deleted
    await bench.hear(bench.phone.button("Delete", "/delete_conversation"))
    assert bench.shown[-1] == "Deleted."
    assert bench.repository.find_person(channel, sender) is None
    assert _left(bench, "channel_people") == []
    assert _left(bench, "channel_outbox") == []
    assert all(row["body"] == {} and row["sender"] == "" for row in _left(bench, "channel_inbox"))
    conversation.answer = FakeConversation().answer
    await bench.hear(bench.phone.text("hello again"))
    assert len(bench.shown) == 5, "the notice comes once more: nothing is known of them"


async def test_what_was_sent_is_not_kept(channel: str, start: Start) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.text("a secret of mine"))
    kept = [*_left(bench, "channel_outbox"), *_left(bench, "channel_inbox")]
    assert kept
    assert "secret" not in str(kept)


async def test_an_agents_words_are_delivered(channel: str, start: Start) -> None:
    bench = await start(channel)
    assert await bench.connector.deliver("nobody", answer("Hello")) == "unknown"
    await bench.hear(bench.phone.text("hello"))
    sender = bench.conversation.handled[0].sender
    assert await bench.connector.deliver(sender, answer("I am Li Na.", "How can I help?")) == "sent"
    assert bench.shown[-2:] == ["I am Li Na.", "How can I help?"]
    bench.api.script = [(503, {})]
    assert await bench.connector.deliver(sender, answer("One moment.")) == "waiting"
    await bench.later(10)
    assert bench.shown[-1] == "One moment."
    await bench.connector.forget(sender)
    assert await bench.connector.deliver(sender, answer("Hello?")) == "unknown"


@pytest.mark.parametrize("channel", ["whatsapp", "twilio", "messenger", "wecom"])
async def test_after_the_window_words_are_held_until_the_person_writes(
    channel: str, start: Start
) -> None:
    bench = await start(channel)
    await bench.hear(bench.phone.text("hello"))
    sender = bench.conversation.handled[0].sender
    await bench.later(49 * HOUR)
    attempts = bench.api.attempts
    assert await bench.connector.deliver(sender, answer("Are you there?")) == "held"
    assert bench.api.attempts == attempts, "the platform is not even asked"
    await bench.hear(bench.phone.text("yes"))
    assert own(bench) == ["hello", "Are you there?", "yes"]


async def test_a_long_answer_comes_in_bursts(channel: str, start: Start) -> None:
    parts = [f"Part {number}." for number in range(45)]
    conversation = FakeConversation(lambda _: answer(*parts))
    bench = await start(channel, conversation)
    await bench.hear(bench.phone.text("tell me all"))
    burst = bench.connector.platform.burst
    more = sentences().say("wechat.more", "en")
    assert len(bench.shown) == burst
    assert bench.shown[-1] == more
    sender = conversation.handled[0].sender
    while bench.repository.count_owed(channel, sender):
        await bench.hear(bench.phone.text("1"))
    assert [text for text in own(bench) if text != more] == parts
    assert len(conversation.handled) == 1, "to read on is no question"


@pytest.mark.parametrize("channel", ["telegram", "twilio", "whatsapp", "messenger"])
async def test_a_person_who_blocked_us_is_left_in_peace(channel: str, start: Start) -> None:
    gone: dict[str, Answer] = {
        "telegram": (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}),
        "twilio": (400, {"code": 21610, "status": 400}),
        "whatsapp": (400, {"error": {"code": 131026}}),
        "messenger": (400, {"error": {"code": 551}}),
    }
    bench = await start(channel)
    bench.api.always = gone[channel]
    await bench.hear(bench.phone.text("hello"))
    await bench.later(HOUR)
    assert bench.api.attempts == 1
    sender = bench.conversation.handled[0].sender
    assert await bench.connector.deliver(sender, answer("Hello?")) == "unknown"
    bench.api.always = None
    await bench.hear(bench.phone.text("I am back"))
    assert "I am back" in bench.shown


@pytest.mark.parametrize("channel", ["whatsapp", "twilio", "messenger", "wecom"])
async def test_a_window_that_the_platform_says_is_closed(channel: str, start: Start) -> None:
    closed: dict[str, Answer] = {
        "twilio": (400, {"code": 63016, "status": 400}),
        "whatsapp": (400, {"error": {"code": 131047}}),
        "messenger": (400, {"error": {"code": 10, "error_subcode": 2018278}}),
        "wecom": (200, {"errcode": 95001, "errmsg": "limit"}),
    }
    bench = await start(channel)
    await bench.hear(bench.phone.text("hello"))
    sender = bench.conversation.handled[0].sender
    bench.api.script = [closed[channel]]
    assert await bench.connector.deliver(sender, answer("One", "Two")) == "held"
    await bench.later(HOUR)
    assert bench.api.attempts == 3
    await bench.hear(bench.phone.text("yes"))
    assert own(bench) == ["hello", "One", "Two", "yes"]


async def test_a_part_that_is_refused_does_not_stop_the_others(channel: str, start: Start) -> None:
    refused: dict[str, Answer] = {
        "telegram": (400, {"ok": False, "description": "Bad Request: message is too long"}),
        "twilio": (400, {"code": 21617, "status": 400}),
        "whatsapp": (400, {"error": {"code": 131009}}),
        "messenger": (400, {"error": {"code": 100}}),
        "wecom": (200, {"errcode": 40058}),
    }
    bench = await start(channel, FakeConversation(lambda _: answer("one", "two")))
    bench.api.script = [refused[channel]]
    await bench.hear(bench.phone.text("hello"))
    assert own(bench) == ["two"]


async def test_wrong_credentials_lose_nothing(channel: str, start: Start) -> None:
    wrong: dict[str, Answer] = {
        "telegram": (401, {"ok": False, "description": "Unauthorized"}),
        "twilio": (401, {"code": 20003, "status": 401}),
        "whatsapp": (401, {"error": {"code": 190}}),
        "messenger": (401, {"error": {"code": 190}}),
        "wecom": (200, {"errcode": 60020}),
    }
    bench = await start(channel)
    bench.api.always = wrong[channel]
    await bench.hear(bench.phone.text("hello"))
    for _ in range(10):
        await bench.later(120)
    bench.api.always = None
    await bench.later(700)
    assert own(bench) == ["hello"]


async def test_choices_come_back_as_what_they_mean(channel: str, start: Start) -> None:
    long = '/show_entry{"entry": "guide:' + "a-very-long-name-" * 5 + '"}'

    def offer(message: InboundMessage) -> Sequence[OutboundMessage]:
        button = Button("The long one", long)
        return [OutboundMessage("", "Which?", (button,), {"type": "clarify", "language": "en"})]

    bench = await start(channel, FakeConversation(offer))
    await bench.hear(bench.phone.text("hello"))
    data = _button_of(bench)
    await bench.hear(bench.phone.button("The long one", data))
    assert bench.conversation.handled[-1].payload == long


def _button_of(bench: Bench) -> str:
    """What the platform would send back for the first button that was shown."""
    for call in bench.api.sent:
        fields = call.fields
        if bench.phone.name == "telegram" and "reply_markup" in fields:
            return str(fields["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        if bench.phone.name == "whatsapp" and "interactive" in fields:
            return str(fields["interactive"]["action"]["buttons"][0]["reply"]["id"])
        if bench.phone.name == "messenger" and "quick_replies" in fields["message"]:
            return str(fields["message"]["quick_replies"][0]["payload"])
        if bench.phone.name == "wecom" and "msgmenu" in fields:
            return str(fields["msgmenu"]["list"][0]["click"]["id"])
    return '/show_entry{"entry": "guide:' + "a-very-long-name-" * 5 + '"}'


def _left(bench: Bench, table: str) -> list[dict[str, object]]:
    with bench.repository._engine().connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT * FROM {table}").mappings()
        found = [dict(row) for row in rows]
    for row in found:
        if row.get("body") == "{}":
            row["body"] = {}
    return found


async def test_tokens_and_words_stay_out_of_the_logs(
    channel: str, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    bench = await start(channel)
    bench.api.script = [(500, {}), (400, {"error": {"code": 100}}), "html"]
    await bench.hear(bench.phone.text("a secret of mine"))
    await bench.later(HOUR)
    text = caplog.text
    assert text
    for secret in (BOT_TOKEN, AUTH_TOKEN, "EAAtest", "wecom-secret", "TOKEN-1", "a secret of mine"):
        assert secret not in text
