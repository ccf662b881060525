"""Parsing what WeChat sends and writing what it reads; hostile XML."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy import parse_message as parse_by_wechatpy

from connectors.wechat.errors import UnreadableMessage
from connectors.wechat.messages import LARGEST_BODY, parse_envelope, parse_message
from connectors.wechat.replies import cdata, text_reply
from tests.connectors.wechat.phone import message_xml

COMMON = {"ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": "1767225600"}
ENTITY_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><FromUserName>&c;</FromUserName></xml>'
)
EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><MsgType>&e;</MsgType></xml>'
TEXT = message_xml({**COMMON, "MsgType": "text", "Content": "hi", "MsgId": "1"})


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=100))
def test_a_text_is_read_as_wechatpy_reads_it(content: str) -> None:
    fields = {**COMMON, "MsgType": "text", "Content": content.replace("]]>", ""), "MsgId": "9"}
    ours, theirs = (
        parse_message(message_xml(fields).encode()),
        parse_by_wechatpy(message_xml(fields)),
    )
    assert ours.text == (theirs.content or "").strip()
    assert (ours.sender, ours.message_id) == (theirs.source, str(theirs.id))


def test_order_case_and_unknown_elements_do_not_matter() -> None:
    message = parse_message(
        b"<?xml version='1.0' encoding='UTF-8'?>\n<xml> <New>x</New><Event>CLICK</Event>"
        b"<MsgType>EVENT</MsgType><EventKey> K </EventKey>"
        b"<FromUserName>o1</FromUserName><ToUserName>gh_1</ToUserName></xml>\n"
    )
    assert (message.kind, message.event, message.event_key) == ("event", "click", "K")
    assert message.message_id is None


def test_a_document_type_in_a_text_is_a_text() -> None:
    fields = {**COMMON, "MsgType": "text", "Content": "what is <!DOCTYPE html>?", "MsgId": "1"}
    assert parse_message(message_xml(fields).encode()).text == "what is <!DOCTYPE html>?"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"success",
        b"<xml>",
        b"<html></html>",
        b"<xml><MsgType>text</MsgType></xml>",
        ENTITY_BOMB.encode(),
        EXTERNAL.encode(),
        TEXT.encode("utf-16"),
        TEXT.replace("hi", "你好").encode("gbk"),
        TEXT.encode()[:-9],
        b"<xml>" + b"<a/>" * 300 + b"</xml>",
        b"<xml>" + b"<a>" * 40_000,
        b"<xml>" + b"<a>" * 20_000 + b"</a>" * 20_000 + b"</xml>",
        b"<xml " + b" ".join(b'a%d="x"' % n for n in range(20_000)) + b"/>",
        message_xml({**COMMON, "MsgType": "text", "FromUserName": "o" * 5000}).encode(),
    ],
    ids=range(16),
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    assert len(body) <= LARGEST_BODY
    with pytest.raises(UnreadableMessage):
        parse_message(body)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(alphabet="<>/!&;[]xmlCDATA \n\x00é", max_size=200).map(str.encode),
        st.integers(0, len(TEXT)).map(lambda end: TEXT.encode()[:end]),
    )
)
def test_any_bytes_are_a_message_or_a_typed_error(body: bytes) -> None:
    for parse in (parse_message, parse_envelope):
        try:
            parse(body)
        except UnreadableMessage:
            continue


@settings(deadline=None)
@given(st.text())
def test_any_text_can_be_replied(text: str) -> None:
    xml = text_reply("o1", "gh_1", text, 1).encode("utf-8")
    content = ElementTree.fromstring(xml).findtext("Content") or ""
    assert content.replace("\n", "") == "".join(
        c
        for c in text
        if c not in "\r\n"
        and (c == "\t" or c >= " ")
        and not "\ud800" <= c <= "\udfff"
        and c not in "\ufffe\uffff"
    )


def test_the_end_of_a_section_is_split() -> None:
    assert ElementTree.fromstring(f"<a>{cdata('x ]]> y')}</a>").text == "x ]]> y"


def test_duplicate_keys_tell_messages_apart() -> None:
    def key(**fields: str) -> str:
        return parse_message(message_xml({**COMMON, **fields}).encode()).duplicate_key

    voice = key(MsgType="voice", MsgId="5")
    assert voice == key(MsgType="voice", MsgId="5", Recognition="late")
    assert voice != key(MsgType="voice", MsgId="5", FromUserName="o2")
    assert key(MsgType="event", Event="LOCATION") != key(MsgType="event", Event="subscribe")
    assert key(MsgType="event", Event="CLICK", EventKey="A") != key(
        MsgType="event", Event="CLICK", EventKey="B"
    )
    assert key(MsgType="text", Content="a") != key(MsgType="text", Content="b")


def test_coordinates() -> None:
    location = {"MsgType": "location", "Location_X": "30.2", "Location_Y": "120.1", "MsgId": "1"}
    for latitude, expected in (("30.2", (30.2, 120.1)), ("nan", None), ("x", None)):
        fields = {**COMMON, **location, "Location_X": latitude}
        assert parse_message(message_xml(fields).encode()).coordinates == expected
