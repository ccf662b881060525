"""How answers look on each platform: within its limits, in its markup, with nothing lost."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mailbox.rendering import as_html, as_messenger, as_whatsapp
from connectors.protocol import Button, InboundMessage, OutboundMessage
from connectors.splitting import size
from connectors.text import clean_text
from tests.connectors.answers import HTML, canned_answer, full_answer
from tests.connectors.mailbox.phones import PHONES
from tests.connectors.mailbox.test_accepting import platform_of

PLATFORMS = {name: platform_of(phone()) for name, phone in PHONES.items()}
MARKDOWN = st.lists(
    st.sampled_from(
        ["**", "*", "_", "~", "`", "\n", "\n\n", "- ", "1. ", " ", "<b>", "&", "word", "杭州", "😀"]
    )
    | st.text(max_size=30),
    max_size=60,
).map("".join)
BUTTONS = st.lists(
    st.builds(
        Button,
        st.text(min_size=1, max_size=150).filter(clean_text),
        st.text(min_size=1, max_size=400),
    ),
    max_size=25,
)


def message(text: str, buttons: tuple[Button, ...] = (), **custom: Any) -> OutboundMessage:
    return OutboundMessage("", text, buttons, {"type": "answer", "language": "en", **custom})


def place(**more: Any) -> OutboundMessage:
    shown = {
        "id": "place:x",
        "name": "Exit-Entry Office",
        "name_zh": "出入境管理局",
        "address_zh": "杭州市上城区婺江路169号",
        "phones": [{"number": "0571-87280185"}, {"number": "12367"}],
        **more,
    }
    return message("The office.", entry="place:x", places=[shown])


class Strict(HTMLParser):
    """Fails on anything but well-nested <b>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = 0
        self.words = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert tag == "b"
        assert not attrs
        self.open += 1

    def handle_endtag(self, tag: str) -> None:
        assert tag == "b"
        self.open -= 1
        assert self.open >= 0

    def handle_data(self, data: str) -> None:
        self.words += data


def check_telegram(part: dict[str, Any]) -> None:
    if part["method"] != "sendMessage":
        return
    parser = Strict()
    parser.feed(part["text"])
    parser.close()
    assert parser.open == 0
    assert 0 < size(html.unescape(re.sub("</?b>", "", part["text"])), "utf-16") <= 4096
    for row in part.get("reply_markup", {}).get("inline_keyboard", []):
        for button in row:
            assert button["text"]
            assert 1 <= len(button["callback_data"].encode("utf-8", "replace")) <= 64


def check_twilio(part: dict[str, Any]) -> None:
    assert 0 < len(part["Body"]) <= 1600


def check_whatsapp(part: dict[str, Any]) -> None:
    if part["type"] == "text":
        assert 0 < len(part["text"]["body"]) <= 4096
    if part["type"] != "interactive":
        return
    content = part["interactive"]
    assert 0 < len(content["body"]["text"]) <= 1024
    if content["type"] == "button":
        replies = [one["reply"] for one in content["action"]["buttons"]]
        assert 1 <= len(replies) <= 3
        assert all(0 < len(reply["title"]) <= 20 for reply in replies)
        assert len({reply["title"] for reply in replies}) == len(replies)
    else:
        replies = [row for section in content["action"]["sections"] for row in section["rows"]]
        assert 1 <= len(replies) <= 10
        assert 0 < len(content["action"]["button"]) <= 20
        assert all(0 < len(row["title"]) <= 24 for row in replies)
        assert all(len(row.get("description", "")) <= 72 for row in replies)
    assert all(0 < len(reply["id"].encode("utf-8", "replace")) <= 200 for reply in replies)
    assert len({reply["id"] for reply in replies}) == len(replies)


def check_messenger(part: dict[str, Any]) -> None:
    content = part["message"]
    if "text" in content:
        assert 0 < len(content["text"]) <= 2000
    replies = content.get("quick_replies", [])
    assert len(replies) <= 13
    assert all(0 < len(reply["title"]) <= 20 for reply in replies)
    assert all(0 < len(reply["payload"]) <= 1000 for reply in replies)


def check_wecom(part: dict[str, Any]) -> None:
    if part["msgtype"] == "text":
        assert 0 < len(part["text"]["content"].encode()) <= 2048
        return
    assert 0 < len(part["msgmenu"]["head_content"].encode()) <= 1024
    items = [item["click"] for item in part["msgmenu"]["list"]]
    assert 1 <= len(items) <= 10
    assert all(len(item["id"].encode("utf-8", "replace")) <= 128 for item in items)
    assert all(0 < len(item["content"].encode("utf-8", "replace")) <= 128 for item in items)


CHECKS = {
    "telegram": check_telegram,
    "twilio": check_twilio,
    "whatsapp": check_whatsapp,
    "messenger": check_messenger,
    "wecom": check_wecom,
}


@pytest.mark.parametrize("name", list(PHONES))
@settings(max_examples=60, deadline=None)
@given(texts=st.lists(MARKDOWN, min_size=1, max_size=3), buttons=BUTTONS)
def test_every_part_is_within_the_platforms_limits(
    name: str, texts: list[str], buttons: list[Button]
) -> None:
    unique = tuple({button.payload: button for button in buttons}.values())
    said = [message(text) for text in texts[:-1]] + [message(texts[-1], unique)]
    for part in PLATFORMS[name].render(said):
        CHECKS[name](dict(part))


@pytest.mark.parametrize("name", list(PHONES))
def test_long_answers_are_cut_and_nothing_is_lost(name: str) -> None:
    words = [f"word{number}" for number in range(3000)]
    parts = PLATFORMS[name].render([message(" ".join(words))])
    for part in parts:
        CHECKS[name](dict(part))
    shown = re.findall(r"word\d+", str(parts))
    assert shown == words


@pytest.mark.parametrize("name", list(PHONES))
@pytest.mark.parametrize("word", ["clarify", "emergency", "form", "agent", "full", "html"])
def test_answers_of_every_type_say_what_matters(name: str, word: str) -> None:
    (answer,) = canned_answer(InboundMessage("x", "y", word, language="en"))
    parts = PLATFORMS[name].render([answer])
    for part in parts:
        CHECKS[name](dict(part))
    everything = str(parts)
    for number in answer.custom.get("numbers", ()):  # type: ignore[attr-defined]
        assert number["number"] in everything
    if word != "html":
        for button in answer.buttons:
            assert button.title[:20] in everything


@settings(max_examples=200, deadline=None)
@given(text=MARKDOWN)
def test_telegrams_html_is_well_formed_and_never_longer(text: str) -> None:
    parser = Strict()
    parser.feed(as_html(text))
    parser.close()
    assert parser.open == 0
    assert len(parser.words) <= len(text)


@settings(max_examples=200, deadline=None)
@given(text=MARKDOWN)
def test_markup_that_nobody_meant_is_not_shown_as_such(text: str) -> None:
    plain = as_messenger(text)
    assert len(plain) <= len(text)
    assert not re.search(
        r"(?<![\w/])_(?=\S)[^\n]*?\S_(?![\w/])", re.sub(r"https?://\S+", "", plain)
    )
    assert "`" not in re.sub(r"https?://\S+", "", plain)


def test_html_of_strangers_is_text() -> None:
    text = as_html(f"**{HTML}**")
    assert "<img" not in text
    assert "<script" not in text


def test_links_keep_their_characters() -> None:
    link = "https://example.org/_a_b_?q=*x*"
    assert link in as_whatsapp(f"**See** _this_: {link}")
    assert as_whatsapp("**24 hours**") == "*24 hours*"


def test_a_place_comes_with_a_card() -> None:
    telegram = PLATFORMS["telegram"].render([place(latitude=30.2, longitude=120.2)])
    assert [part["method"] for part in telegram] == ["sendMessage", "sendVenue", "sendContact"]
    assert telegram[2]["phone_number"] == "+86 571-87280185"
    whatsapp = PLATFORMS["whatsapp"].render([place(latitude=30.2, longitude=120.2)])
    assert [part["type"] for part in whatsapp] == ["text", "location", "contacts"]
    phones = whatsapp[2]["contacts"][0]["phones"]
    assert [phone["phone"] for phone in phones] == ["+86 571-87280185", "12367"]
    messenger = PLATFORMS["messenger"].render([place()])
    assert (
        messenger[1]["message"]["attachment"]["payload"]["buttons"][0]["payload"]
        == "+8657187280185"
    )
    assert len(PLATFORMS["telegram"].render([place(phones=[])])) == 1


def test_sources_and_addresses_stand_in_the_text() -> None:
    for platform in PLATFORMS.values():
        shown = str(platform.render([full_answer("en")]))
        assert "杭州市上城区婺江路169号" in shown
        assert "Exit and Entry Administration Law" in shown
