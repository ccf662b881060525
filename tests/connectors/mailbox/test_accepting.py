"""Who may post to a channel, what is read of it, and what is refused: never with a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.errors import BadRequest, ConnectorError, Forbidden, TooLarge, Unprocessable
from connectors.mailbox import Platform
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Webhook
from tests.connectors.bad_bodies import NOT_JSON
from tests.connectors.mailbox.conftest import Start
from tests.connectors.mailbox.phones import (
    AUTH_TOKEN,
    CORP_ID,
    KEY,
    PAGE_ID,
    PHONE_NUMBER_ID,
    PHONES,
    PUBLIC_URL,
    VERIFY_TOKEN,
    WECOM_TOKEN,
    Messenger,
    Phone,
    Post,
    Telegram,
    Twilio,
    WeCom,
    WhatsApp,
)

MEGABYTE = 1_000_000


def platform_of(phone: Phone) -> Platform:
    """The platform without a database or an API: nothing is sent here."""
    from connectors.clock import system_clock
    from connectors.mailbox.calls import Calls, create_client

    return phone.platform(Calls(create_client(), "http://127.0.0.1:1"), None, system_clock)  # type: ignore[arg-type]


def accepted(phone: Phone, post: Post) -> list[Incoming]:
    headers = {name.lower(): value for name, value in post.headers.items()}
    webhook = Webhook("http://test/", dict(post.query), headers, post.body)
    return list(platform_of(phone).accept(webhook))


def read_or_refused(phone: Phone, post: Post) -> list[Incoming]:
    """What is read of it; nothing where it is refused with a 4xx. Anything else is a failure."""
    try:
        return accepted(phone, post)
    except (BadRequest, Forbidden, TooLarge, Unprocessable):
        return []


def read(phone: Phone, post: Post) -> list[tuple[str, str]]:
    return [(message.kind, message.text) for message in accepted(phone, post)]


@pytest.mark.parametrize("name", list(PHONES))
def test_a_missing_or_wrong_signature_is_refused(name: str) -> None:
    phone = PHONES[name]()
    good = phone.text("hello")
    altered = Post(good.body + b" ", good.headers, good.query)
    if name in ("telegram", "wecom"):
        altered = Post(
            good.body,
            {"X-Telegram-Bot-Api-Secret-Token": "wrong"},
            {**good.query, "msg_signature": "0" * 40},
        )
    missing = Post(good.body, {}, {})
    odd = Post(good.body, dict.fromkeys(good.headers, "�"), good.query)
    for bad in (altered, missing, *([odd] if good.headers else [])):
        with pytest.raises(ConnectorError) as refused:
            accepted(phone, bad)
        assert refused.value.status in (400, 403)
    assert accepted(phone, good)


@pytest.mark.parametrize("name", list(PHONES))
@pytest.mark.parametrize("case", list(NOT_JSON))
async def test_signed_nonsense_is_refused(name: str, case: str, start: Start) -> None:
    bench = await start(name)
    body = NOT_JSON[case]
    forged = Post(body, bench.phone.text("x").headers)
    response = await bench.hear(forged if name == "twilio" else bench.phone.sign(body))
    assert 400 <= response.status_code < 500
    assert response.headers["content-type"] == "application/problem+json"
    assert bench.conversation.handled == []


async def test_an_oversized_body_is_refused(channel: str, start: Start) -> None:
    bench = await start(channel)
    response = await bench.hear(Post(b"x" * MEGABYTE))
    assert response.status_code == 413


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _altered(value: Any, data: st.DataObject) -> Any:
    """The value with one thing in it replaced by anything."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 5)):
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: _altered(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 5)):
        return [_altered(value[0], data), *value[1:]]
    return data.draw(JSON)


@pytest.mark.parametrize("name", ["telegram", "whatsapp", "messenger"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_wrong_types_anywhere_are_read_or_refused(name: str, data: st.DataObject) -> None:
    phone = PHONES[name]()
    whole = data.draw(st.sampled_from([phone.text("hello"), phone.button("Yes", "/yes")]))
    body = json.dumps(_altered(json.loads(whole.body), data)).encode()
    for message in read_or_refused(phone, phone.sign(body)):
        json.dumps(message.as_json(), ensure_ascii=False).encode()  # can be stored


@settings(max_examples=100, deadline=None)
@given(fields=st.dictionaries(st.text(), st.text(), max_size=8), body=st.binary(max_size=300))
def test_any_form_is_read_or_refused(fields: dict[str, str], body: bytes) -> None:
    phone = Twilio()
    clean = {
        k.encode("utf-8", "ignore").decode(): v.encode("utf-8", "ignore").decode()
        for k, v in fields.items()
    }
    for post in (phone.form(**clean), Post(body, phone.text("x").headers)):
        read_or_refused(phone, post)


@settings(max_examples=60, deadline=None)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_refused_by_wecom(body: bytes) -> None:
    phone = WeCom()
    for post in (Post(body, {}, phone.text("x").query), phone.sign(body)):
        read_or_refused(phone, post)


# Telegram


def test_telegram_reads_what_people_send() -> None:
    phone = Telegram()
    message = phone.message
    assert read(phone, phone.update(message=message(text="Hi"))) == [("text", "Hi")]
    venue = {
        "location": {"latitude": 30.2, "longitude": 120.1},
        "title": "西湖",
        "address": "杭州市西湖区",
    }
    location = {"latitude": 30.24, "longitude": 120.15}
    for content, kind in (
        ({"location": location}, "location"),
        ({"venue": venue, "location": location}, "location"),
        ({"photo": [{"file_id": "A", "width": 90, "height": 51}], "caption": "this"}, "image"),
        ({"voice": {"file_id": "A", "duration": 3}}, "voice"),
        ({"document": {"file_id": "A", "file_name": "a.pdf"}}, "file"),
        ({"sticker": {"file_id": "A", "emoji": "👍"}}, "image"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "file"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
    ):
        assert [m.kind for m in accepted(phone, phone.update(message=message(**content)))] == [kind]
    assert read(phone, phone.update(message=message(venue=venue)))[0][1] == "西湖 杭州市西湖区"


def test_telegram_ignores_what_needs_no_answer() -> None:
    phone = Telegram()
    group = {"id": -100, "type": "supergroup", "title": "Expats"}
    edited = phone.message(text="Hello!", edit_date=1796000001)
    for content in (
        {"message": {**phone.message(text="hi"), "chat": group}},
        {"edited_message": edited},
        {"channel_post": {**phone.message(text="hi"), "chat": {"id": -1, "type": "channel"}}},
        {"message": phone.message(new_chat_title="x")},
        {"message": {**phone.message(text="hi"), "from": {"id": 2, "is_bot": True}}},
        {"poll": {"id": "1"}},
        {"something_new": {}},
    ):
        assert accepted(phone, phone.update(**content)) == []


def test_telegram_knows_starts_and_departures() -> None:
    phone = Telegram()
    (start,) = accepted(phone, phone.update(message=phone.message(text="/start")))
    assert (start.kind, start.payload, start.hint) == ("start", "", "en")
    link = phone.message(text="/start guide_register-address")
    (linked,) = accepted(phone, phone.update(message=link))
    assert linked.payload == "guide:register-address"
    base = phone.message()
    change = {"chat": base["chat"], "from": base["from"], "new_chat_member": {"status": "kicked"}}
    (left,) = accepted(phone, phone.update(my_chat_member=change))
    assert left.kind == "left"


# Twilio


def test_twilio_reads_what_people_send() -> None:
    phone = Twilio()
    assert read(phone, phone.message(Body="Où ? 😀")) == [("text", "Où ? 😀")]
    place = {
        "Latitude": "30.2",
        "Longitude": "120.1",
        "Address": "杭州市西湖区",
        "Label": "West Lake",
    }
    assert read(phone, phone.message(**place)) == [("location", "West Lake 杭州市西湖区")]
    for content_type, kind in (
        ("image/jpeg", "image"),
        ("audio/ogg", "voice"),
        ("video/mp4", "image"),
        ("application/pdf", "file"),
        ("text/vcard", "file"),
    ):
        media = {"NumMedia": "1", "MediaContentType0": content_type, "MediaUrl0": "https://x"}
        assert read(phone, phone.message(**media)) == [(kind, "")]
    with pytest.raises(ConnectorError):
        accepted(phone, phone.message())


@pytest.mark.parametrize("status", ["queued", "sent", "delivered", "read", "failed", "undelivered"])
def test_twilio_ignores_status_callbacks(status: str) -> None:
    phone = Twilio()
    fields = {"MessageSid": "SM1", "MessageStatus": status, "To": "whatsapp:+1", "From": "x"}
    assert accepted(phone, phone.form(**fields)) == []


def test_twilio_signs_the_public_url() -> None:
    phone = Twilio()
    post = phone.text("hello")
    platform = platform_of(phone)
    headers = {name.lower(): value for name, value in post.headers.items()}
    inner = Webhook("http://10.0.0.5:8000/webhooks/twilio", {}, headers, post.body)
    assert platform.accept(inner)
    with pytest.raises(ConnectorError):
        platform.accept(Webhook("http://10.0.0.5:8000/x?y=1", {}, headers, post.body))
    from connectors.twilio.signature import is_signed, sign

    fields = [("Body", "a"), ("AccountSid", "b")]
    with_port = sign(AUTH_TOKEN, PUBLIC_URL.replace(".org", ".org:443"), fields)
    assert is_signed(with_port, AUTH_TOKEN, PUBLIC_URL, fields)
    assert not is_signed(with_port, "other", PUBLIC_URL, fields)


# Meta


def test_meta_checks_its_url() -> None:
    for phone in (WhatsApp(), Messenger()):
        platform = platform_of(phone)
        query = {"hub.mode": "subscribe", "hub.verify_token": VERIFY_TOKEN, "hub.challenge": "115"}
        assert platform.check(query) == "115"
        for wrong in (
            {**query, "hub.verify_token": "wrong"},
            {**query, "hub.mode": "unsubscribe"},
            {**query, "hub.challenge": ""},
            {},
        ):
            with pytest.raises(ConnectorError) as refused:
                platform.check(wrong)
            assert refused.value.status in (400, 403)


def test_whatsapp_reads_what_people_send() -> None:
    phone = WhatsApp()
    place = {"latitude": 30.2, "longitude": 120.1, "name": "West Lake", "address": "杭州市西湖区"}
    row = {"id": "/x", "title": "Extend my…", "description": "Extend my residence permit"}
    for content, expected in (
        ({"type": "text", "text": {"body": "Hi"}}, ("text", "Hi")),
        ({"type": "location", "location": place}, ("location", "West Lake 杭州市西湖区")),
        ({"type": "location", "location": {"latitude": 1, "longitude": 2}}, ("location", "")),
        ({"type": "image", "image": {"id": "1", "mime_type": "image/jpeg"}}, ("image", "")),
        ({"type": "audio", "audio": {"id": "1", "voice": True}}, ("voice", "")),
        ({"type": "document", "document": {"id": "1"}}, ("file", "")),
        ({"type": "contacts", "contacts": []}, ("file", "")),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, ("other", "")),
        ({"type": "button", "button": {"text": "Yes", "payload": "/yes"}}, ("button", "Yes")),
        (
            {"type": "interactive", "interactive": {"type": "list_reply", "list_reply": row}},
            ("button", "Extend my residence permit"),
        ),
    ):
        assert read(phone, phone.message(**content)) == [expected]


def test_whatsapp_ignores_what_needs_no_answer() -> None:
    phone = WhatsApp()
    status = {"id": "wamid.X", "status": "delivered", "timestamp": "1", "recipient_id": "1"}
    other = {"display_phone_number": "1", "phone_number_id": "999"}
    text = {"from": "1", "id": "w", "type": "text", "text": {"body": "hi"}}
    for post in (
        phone.change(statuses=[status]),
        phone.message(type="reaction", reaction={"message_id": "w", "emoji": "👍"}),
        phone.message(type="system", system={"body": "changed number"}),
        phone.message(type="text", text={"body": "hi"}, group_id="G1"),
        phone.change(messages=[text], metadata=other),
    ):
        assert accepted(phone, post) == []


def test_one_unreadable_message_does_not_lose_the_others() -> None:
    phone = WhatsApp()
    bad = {"from": ["?"], "id": "w0", "type": "text", "text": {"body": "hi"}}
    good = {"from": "1", "id": "w1", "type": "text", "text": {"body": "hello"}}
    assert read(phone, phone.change(messages=[bad, good])) == [("text", "hello")]


def test_messenger_reads_what_people_send() -> None:
    phone = Messenger()
    place = {"coordinates": {"lat": 30.2, "long": 120.1}}
    for content, expected in (
        ({"text": "Hi"}, ("text", "Hi")),
        ({"attachments": [{"type": "image", "payload": {"url": "https://x"}}]}, ("image", "")),
        ({"attachments": [{"type": "audio", "payload": {"url": "https://x"}}]}, ("voice", "")),
        ({"attachments": [{"type": "file", "payload": {}}]}, ("file", "")),
        ({"attachments": [{"type": "location", "payload": place}]}, ("location", "")),
        ({"attachments": [{"type": "new", "payload": {}}]}, ("other", "")),
    ):
        assert read(phone, phone.event(message={"mid": "m1", **content})) == [expected]
    postback = {"mid": "m2", "title": "Yes", "payload": "/yes"}
    assert read(phone, phone.event(postback=postback)) == [("button", "Yes")]
    started = {"title": "Get Started", "payload": "GET_STARTED"}
    (start,) = accepted(phone, phone.event(postback={**started, "referral": {"ref": "guide:x"}}))
    assert (start.kind, start.payload) == ("start", "guide:x")
    first, again = (accepted(phone, phone.event(postback=started, timestamp=5))[0] for _ in "ab")
    assert first.key == again.key


def test_messenger_ignores_what_needs_no_answer() -> None:
    phone = Messenger()
    echo = {"mid": "m1", "text": "Hi", "is_echo": True, "app_id": 1}
    for content in (
        {"message": echo, "sender": {"id": PAGE_ID}},
        {"message": {"mid": "m1", "text": "hi"}, "recipient": {"id": "another page"}},
        {"delivery": {"mids": ["m1"], "watermark": 1}},
        {"read": {"watermark": 1}},
        {"reaction": {"mid": "m1", "action": "react"}},
        {"message_edit": {"mid": "m1", "text": "Hi!", "num_edit": 1}},
    ):
        assert accepted(phone, phone.event(**content)) == []


# WeCom


def test_wecom_checks_its_url_and_time() -> None:
    phone = WeCom()
    platform = platform_of(phone)
    sealed = phone.sign(b"1616140317555161061")
    echo = sealed.body.decode().split("<Encrypt><![CDATA[")[1].split("]]>")[0]
    assert platform.check({**sealed.query, "echostr": echo}) == "1616140317555161061"
    with pytest.raises(ConnectorError):
        platform.check({**sealed.query, "echostr": echo[:-4] + "AAAA"})
    phone.now = lambda: 1_000_000_000.0
    with pytest.raises(ConnectorError) as stale:
        accepted(phone, phone.notice())
    assert stale.value.code == "stale-request"
    other = WeCom()
    from wechatpy.crypto import WeChatCrypto

    other.crypto = WeChatCrypto(WECOM_TOKEN, KEY, "ww-another-company")
    with pytest.raises(ConnectorError) as wrong:
        accepted(phone, other.notice())
    assert wrong.value.code == "wrong-account"
    assert CORP_ID


async def test_wecom_fetches_pages_once_and_skips_what_is_old(start: Start) -> None:
    phone = WeCom()
    phone.page = 2
    bench = await start("wecom", phone=phone)
    old = int(bench.clock().timestamp()) - 86400
    phone.put(msgtype="text", text={"content": "three days ago"}, send_time=old)
    for number in range(4):
        phone.put(msgtype="text", text={"content": f"message {number}"})
    await bench.hear(phone.notice())
    assert [m.text for m in bench.conversation.handled] == [f"message {n}" for n in range(4)]
    fetches = len(bench.api.called("sync_msg"))
    await bench.hear(phone.notice())
    assert len(bench.conversation.handled) == 4
    assert bench.api.called("sync_msg")[fetches].fields["cursor"] == "5"


async def test_wecom_replaces_a_refused_token_and_keeps_it(start: Start) -> None:
    phone = WeCom()
    bench = await start("wecom", phone=phone)
    await bench.hear(phone.text("hello"))
    assert len(bench.api.called("gettoken")) == 1
    phone.token = "TOKEN-2"
    await bench.hear(phone.text("again"))
    assert len(bench.api.called("gettoken")) == 2
    assert len(bench.shown) == 3
    identities = [call.fields["msgid"] for call in bench.api.sent]
    assert len(set(identities)) == 3
    assert all(len(identity) <= 32 for identity in identities)


async def test_wecom_welcomes_by_the_code_and_ignores_its_own(start: Start) -> None:
    phone = WeCom()
    bench = await start("wecom", phone=phone)
    entered = {
        "event_type": "enter_session",
        "open_kfid": "wk1",
        "external_userid": "wm1",
        "scene": "123",
        "welcome_code": "AhgAAAA",
    }
    phone.listed.append(
        {
            "msgid": "e1",
            "origin": 4,
            "msgtype": "event",
            "event": entered,
            "send_time": int(bench.clock().timestamp()),
        }
    )
    phone.put(origin=5, msgtype="text", text={"content": "I am a member of staff"})
    phone.put(msgtype="merged_msg", merged_msg={})
    await bench.hear(phone.notice())
    (welcome,) = bench.api.called("send_msg_on_event")
    assert welcome.fields["code"] == "AhgAAAA"
    assert "杭州" in welcome.fields["text"]["content"]
    assert bench.conversation.handled == []
    assert PHONE_NUMBER_ID
