"""What comes in at the URL: the check, modes, forged and hostile requests, message types."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.protocol import Button, InboundMessage, OutboundMessage
from knowledge.find_places import nearest_places
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES
from tests.connectors.fakes import FakeConversation
from tests.connectors.wechat.conftest import Start, the_library
from tests.connectors.wechat.phone import OPENID, PATH, TOKEN, message_xml, signature
from tests.connectors.wechat.test_messages import ENTITY_BOMB, EXTERNAL

MODES = ["plain", "compat", "aes"]


def say(key: str, language: str, **values: object) -> str:
    return sentences().say(key, language, **values)


def answering(*buttons: Button, language: str = "en", **custom: object) -> FakeConversation:
    """A conversation that echoes what was asked, always with these buttons."""

    def answer(message: InboundMessage) -> list[OutboundMessage]:
        text = f"{message.text}|{message.payload}"
        return [OutboundMessage("", text, buttons, {"language": language, **custom})]

    return FakeConversation(answer)


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
@pytest.mark.parametrize("mode", MODES)
async def test_the_url_check_echoes(start: Start, mode: str, path: str) -> None:
    client = (await start(mode)).phone.client
    now = str(int(time.time()))
    query = {"timestamp": now, "nonce": "1", "signature": signature(TOKEN, now, "1")}
    good = await client.get(path, params={**query, "echostr": "<b>437</b>"})
    assert (good.status_code, good.text) == (200, "<b>437</b>")
    assert good.headers["content-type"].startswith("text/plain")
    for wrong in ({"signature": "0" * 40}, {"signature": "é"}, {"nonce": "2"}, {"timestamp": "1"}):
        bad = await client.get(path, params={**query, "echostr": "437", **wrong})
        assert (bad.status_code, "437" in bad.text) == (403, False)
    assert (await client.get(path, params=query)).status_code == 400
    assert (await client.get(path)).status_code == 400


@pytest.mark.parametrize("path", [PATH, f"{PATH}/"])
@pytest.mark.parametrize("mode", MODES)
async def test_a_text_gets_a_passive_reply(start: Start, mode: str, path: str) -> None:
    bench = await start(mode)
    reply = await bench.phone.deliver(
        bench.phone.text_fields("你好 <&> 👍🏽 ]]>".replace("]]>", "")), path
    )
    assert reply.status == 200
    assert reply.text == "你好 <&> 👍🏽"
    assert (reply.fields["ToUserName"], reply.fields["MsgType"]) == (OPENID, "text")
    assert reply.fields["FromUserName"] == "gh_devaccount0a"
    assert ("<Encrypt>" in reply.body) == (mode != "plain")
    asked = bench.conversation.handled[0]
    assert (asked.channel, asked.sender) == ("wechat", bench.sender)
    assert OPENID not in repr(asked)


@pytest.mark.parametrize("mode", ["compat", "aes"])
async def test_only_what_is_encrypted_counts(start: Start, mode: str) -> None:
    bench = await start(mode)
    query, body = bench.phone.sealed(message_xml(bench.phone.text_fields("genuine")))
    forged = body.replace("genuine", "forged")
    assert (await bench.phone.post(query, forged.encode())).text == "genuine"
    plain = {name: query[name] for name in ("timestamp", "nonce", "signature", "openid")}
    refused = await bench.phone.post(plain, message_xml(bench.phone.text_fields("x")).encode())
    assert refused.status == 403
    refused = await bench.phone.post({**query, "msg_signature": query["signature"]}, body.encode())
    assert refused.status == 403


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shift", [-3600, 3600])
async def test_a_stale_request_is_refused(start: Start, mode: str, shift: int) -> None:
    bench = await start(mode)
    stamp = str(int(time.time()) + shift)
    query = {"timestamp": stamp, "nonce": "1", "signature": signature(TOKEN, stamp, "1")}
    body = message_xml(bench.phone.text_fields("old")).encode()
    assert (await bench.phone.post(query, body)).status == 403
    assert not bench.conversation.handled


async def test_without_a_window_any_time_is_accepted(start: Start) -> None:
    bench = await start(timestamp_window=0)
    query = {"timestamp": "1", "nonce": "1", "signature": signature(TOKEN, "1", "1")}
    body = message_xml(bench.phone.text_fields("old")).encode()
    assert (await bench.phone.post(query, body)).text == "old"


async def test_a_nonce_is_good_for_one_message(start: Start) -> None:
    bench = await start("plain")
    query, body = bench.phone.sealed(message_xml(bench.phone.text_fields("mine")))
    assert (await bench.phone.post(query, body.encode())).text == "mine"
    assert (await bench.phone.post(query, body.encode())).text == "mine"  # an ordinary repeat
    forged = message_xml(bench.phone.text_fields("forged")).encode()
    assert (await bench.phone.post(query, forged)).status == 403
    assert len(bench.conversation.handled) == 1


@pytest.mark.parametrize("mode", MODES)
async def test_hostile_bodies_get_4xx(start: Start, mode: str) -> None:
    bench = await start(mode)
    query, good = bench.phone.sealed(message_xml(bench.phone.text_fields("x")))
    bodies = {
        b"": 400,
        b"{}": 400,
        ENTITY_BOMB.encode(): 400,
        EXTERNAL.encode(): 400,
        good.encode("utf-16"): 400,
        good.encode()[:-8]: 400,
        b"<xml>" + b"<a>" * 80_000: 400,
        b"x" * (256 * 1024 + 1): 413,
    }
    for body, status in bodies.items():
        reply = await bench.phone.post(query, body)
        assert reply.status == status, body[:40]
        assert "<" not in reply.body
    assert not bench.conversation.handled


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    st.binary(max_size=300),
    st.dictionaries(
        st.sampled_from(["timestamp", "nonce", "signature", "msg_signature", "encrypt_type"]),
        st.text(max_size=20),
    ),
)
async def test_any_request_gets_4xx(start: Start, body: bytes, query: dict[str, str]) -> None:
    for mode in ("plain", "aes"):
        bench = await start(mode)
        clean = {name: value.encode("utf-8", "ignore").decode() for name, value in query.items()}
        assert 400 <= (await bench.phone.post(clean, body)).status < 500


@pytest.mark.parametrize(
    ("kind", "more", "key"),
    [
        ("voice", {"MediaId": "m", "Format": "amr"}, "wechat.voice"),
        ("voice", {"MediaId": "m", "Recognition": ""}, "wechat.voice"),
        ("image", {"PicUrl": "http://127.0.0.1:1/x", "MediaId": "m"}, "wechat.image"),
        ("video", {"MediaId": "m"}, "wechat.image"),
        ("shortvideo", {"MediaId": "m"}, "wechat.image"),
        ("link", {"Title": "t", "Url": "https://example.org"}, "wechat.link"),
        (
            "location",
            {"Location_X": "32.06", "Location_Y": "118.79", "Label": "南京市西湖区"},
            "wechat.location.unknown",
        ),
    ],
)
async def test_what_is_not_text_gets_a_sentence(
    start: Start, kind: str, more: dict[str, str], key: str
) -> None:
    bench = await start("aes")
    reply = await bench.phone.deliver(bench.phone.fields(kind, MsgId="7", **more))
    assert reply.text == f"{say(key, 'zh')}\n{say(key, 'en')}"
    await bench.phone.say("안녕")
    await bench.connector._off_loop(bench.repository.remember, bench.sender, "ko", [])
    reply = await bench.phone.deliver(bench.phone.fields(kind, MsgId="8", **more))
    assert reply.text == say(key, "ko")


async def test_a_recognised_voice_is_a_text(start: Start) -> None:
    bench = await start()
    reply = await bench.phone.deliver(
        bench.phone.fields("voice", MsgId="7", MediaId="m", Recognition="今天天气怎么样？")
    )
    assert reply.text == "今天天气怎么样？"


async def test_a_location_offers_what_is_in_its_district(start: Start) -> None:
    bench = await start()
    where = {"Location_X": "30.26", "Location_Y": "120.13", "Label": "浙江省杭州市西湖区龙井路1号"}
    reply = await bench.phone.deliver(bench.phone.fields("location", MsgId="7", **where))
    assert reply.text is not None
    assert say("wechat.location.found", "en", district=say("district.xihu", "en")) in reply.text
    assert (
        await bench.phone.say("1")
    ).text == f"{say('kind.hospital', 'en')}, {say('district.xihu', 'en')}"


async def test_a_location_names_the_nearest_hospital_and_office(start: Start) -> None:
    bench = await start()
    where = {"Location_X": "30.18", "Location_Y": "120.2", "Label": "浙江省杭州市滨江区江南大道"}
    reply = await bench.phone.deliver(bench.phone.fields("location", MsgId="7", **where))
    library = the_library()
    here = (30.18, 120.2)
    for kind in ("hospital", "exit_entry"):
        (nearest,) = nearest_places(library, here, kind, 1)
        assert nearest.names["zh"] in reply.text
    unnamed = {**where, "Label": ""}
    reply = await bench.phone.deliver(bench.phone.fields("location", MsgId="8", **unnamed))
    assert nearest_places(library, here, "hospital", 1)[0].names["zh"] in reply.text


@settings(
    max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.binary(max_size=400), st.integers(0, 400), st.binary(min_size=1, max_size=8))
async def test_what_is_signed_but_broken_gets_4xx(
    start: Start, noise: bytes, at: int, piece: bytes
) -> None:
    """Random bytes, cut and changed messages and ciphertexts, all with a signature that matches."""
    for mode in ("plain", "compat", "aes"):
        bench = await start(mode)
        query, whole = bench.phone.sealed(message_xml(bench.phone.text_fields("hello")))
        body = whole.encode()
        changed = body[:at] + piece + body[at + len(piece) :]
        for broken in (noise, body[: min(at, len(body) - 7)], changed):
            query, _ = bench.phone.sealed(message_xml(bench.phone.text_fields("hello")))
            status = (await bench.phone.post(query, broken)).status
            assert status == 200 or 400 <= status < 500


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.binary(max_size=300))
async def test_a_ciphertext_of_anything_gets_4xx(start: Start, inner: bytes) -> None:
    """Encrypted and signed as WeChat does it, but what is inside is not a message."""
    bench = await start("aes")
    query, body = bench.phone.sealed(inner.decode("latin-1"))
    assert 400 <= (await bench.phone.post(query, body.encode())).status < 500


@pytest.mark.parametrize("xml", [ENTITY_BOMB, EXTERNAL])
@pytest.mark.parametrize("mode", ["plain", "compat", "aes"])
async def test_entities_are_refused_inside_and_outside(start: Start, mode: str, xml: str) -> None:
    bench = await start(mode)
    query, body = bench.phone.sealed(xml)
    assert (await bench.phone.post(query, body.encode())).status == 400
    query, _ = bench.phone.sealed(message_xml(bench.phone.text_fields("hello")))
    assert (await bench.phone.post(query, xml.encode())).status == 400
    assert not bench.conversation.handled


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-32"])
async def test_other_encodings_are_refused(start: Start, encoding: str) -> None:
    bench = await start()
    xml = message_xml(bench.phone.text_fields("你好，登记"))
    query, _ = bench.phone.sealed(xml)
    assert (await bench.phone.post(query, xml.encode(encoding))).status == 400


@pytest.mark.parametrize(
    "event", ["VIEW", "LOCATION", "TEMPLATESENDJOBFINISH", "view_miniprogram", "something_new"]
)
async def test_other_events_are_received_in_silence(start: Start, event: str) -> None:
    bench = await start()
    reply = await bench.phone.deliver(bench.phone.event_fields(event, "https://example.org"))
    assert (reply.status, reply.body) == (200, "success")
    reply = await bench.phone.deliver(bench.phone.fields("hologram", MsgId="1"))
    assert (reply.status, reply.body) == (200, "success")
    assert not bench.conversation.handled


async def test_a_follower_is_greeted_in_every_language(start: Start) -> None:
    bench = await start("aes")
    reply = await bench.phone.deliver(bench.phone.event_fields("subscribe"))
    assert reply.text is not None
    assert all(say("wechat.welcome", language) in reply.text for language in FULL_LANGUAGES)
    assert len(reply.text.encode()) <= 2000


async def test_a_scanned_code_shows_its_entry(start: Start) -> None:
    bench = await start()
    await bench.phone.deliver(bench.phone.event_fields("SCAN", "guide:register-address"))
    await bench.phone.deliver(
        bench.phone.event_fields("subscribe", "qrscene_guide:overstay", Ticket="T")
    )
    payloads = [message.payload for message in bench.conversation.handled]
    assert payloads == [
        '/show_entry{"entry": "guide:register-address"}',
        '/show_entry{"entry": "guide:overstay"}',
    ]
    reply = await bench.phone.deliver(bench.phone.event_fields("SCAN", "poster-7"))
    assert reply.text is not None
    assert say("wechat.welcome", "th") in reply.text


@pytest.mark.parametrize("typed", ["2", "２。", "When?", "when"])
async def test_a_choice_by_number_or_title_presses_the_button(start: Start, typed: str) -> None:
    bench = await start(
        conversation=answering(Button("Where?", "/where"), Button("When?", "/when"))
    )
    assert "2. When?" in ((await bench.phone.say("hello")).text or "")
    await bench.phone.say(typed)
    pressed = bench.conversation.handled[-1]
    assert (pressed.text, pressed.payload) == ("When?", "/when")


async def test_an_answer_without_choices_ends_the_choosing(start: Start) -> None:
    bench = await start()
    bench.conversation.answer = answering(Button("Where?", "/where")).answer
    await bench.phone.say("hello")
    bench.conversation.answer = answering().answer
    await bench.phone.say("another question")
    await bench.phone.say("1")
    assert bench.conversation.handled[-1].payload is None


@pytest.mark.parametrize(
    "typed", ["/restart", '/show_entry{"entry": "guide:x"}', "/delete_conversation", "/::) hi"]
)
async def test_a_slash_is_a_persons_own(start: Start, typed: str) -> None:
    bench = await start()
    await bench.phone.say(typed)
    asked = bench.conversation.handled[0]
    assert asked.payload is None
    assert not asked.text.startswith("/")
    assert asked.text.endswith(typed)


@pytest.mark.parametrize("content", ["", "   ", "\u200b", "\u202e"])
async def test_a_text_with_nothing_to_see(start: Start, content: str) -> None:
    bench = await start()
    assert (await bench.phone.say(content)).text is not None
    assert not bench.conversation.handled


async def test_a_text_that_is_too_long(start: Start) -> None:
    bench = await start()
    reply = await bench.phone.say("长" * 5000)
    assert reply.text is not None
    assert say("wechat.too_long", "en") in reply.text


async def test_the_menu_speaks_the_persons_language(start: Start) -> None:
    bench = await start("aes", conversation=answering(language="ko"))
    await bench.phone.say("안녕")
    languages = (await bench.phone.press("MENU_LANG")).text or ""
    assert "1. 中文" in languages
    assert say("wechat.languages", "ko") in languages
    await bench.phone.say("6")
    assert bench.conversation.handled[-1].payload == '/change_language{"language": "de"}'
    await bench.phone.press("MENU_LANG_ja")
    assert bench.conversation.handled[-1].payload == '/change_language{"language": "ja"}'
    await bench.phone.press("MENU_PERSON")
    assert bench.conversation.handled[-1].payload == "/request_human"
    await bench.phone.press("MENU_TOPICS_work")
    assert bench.conversation.handled[-1].text == say("topic.work", "ko")
    topics = (await bench.phone.press("MENU_TOPICS")).text or ""
    assert say("topic.legal", "ko") in topics
    data = (await bench.phone.press("MENU_DATA")).text or ""
    assert say("wechat.privacy", "ko") in data
    help_text = (await bench.phone.press("MENU_WHATEVER")).text or ""
    assert say("wechat.welcome", "vi") in help_text


async def test_unfollowing_erases_everything(start: Start) -> None:
    bench = await start("aes")
    await bench.phone.say("hello")
    assert bench.repository.find_person(bench.sender) is not None
    assert await bench.conversation.history("wechat", bench.sender, None, 10)
    reply = await bench.phone.deliver(bench.phone.event_fields("unsubscribe"))
    assert reply.body == "success"
    await bench.connector.settled()
    assert bench.repository.find_person(bench.sender) is None
    assert not await bench.conversation.history("wechat", bench.sender, None, 10)


async def test_deleting_ones_data_is_answered_and_leaves_nothing(start: Start) -> None:
    bench = await start(conversation=answering(deleted=True))
    assert (await bench.phone.say("delete")).text == "delete|None"
    await bench.connector.settled()
    assert bench.repository.find_person(bench.sender) is None
    assert not bench.repository.owed(bench.sender)


async def test_a_failing_conversation_apologises(start: Start) -> None:
    bench = await start(conversation=FakeConversation(error=RuntimeError("broken")))
    reply = await bench.phone.say("hello")
    assert reply.text is not None
    assert say("wechat.failed", "en") in reply.text
