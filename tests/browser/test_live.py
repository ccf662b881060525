"""What comes to an open widget without being asked for: an agent's words, a deletion elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Page, expect

from connectors.protocol import HistoryItem, OutboundMessage
from connectors.webchat import WebChatDelivery
from tests.browser.conftest import serve
from tests.browser.widget import Widget
from tests.connectors.answers import canned_answer
from tests.connectors.fakes import FakeConversation, create_app


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The application with a desk beside it that tests can ask to do something."""
    conversation = FakeConversation(canned_answer)
    app = create_app(conversation)
    delivery = WebChatDelivery(conversation.live)

    @app.post("/desk/{act}")
    async def desk(act: str) -> None:
        (sender,) = conversation.live._connections
        if act == "typing":
            await delivery.show_typing(sender)
            return
        if act == "erase":
            await conversation.erase("webchat", sender)
            await delivery.deliver(sender, ())
            return
        custom = {"type": "notice", "language": "en", "agent": "Li Na"}
        words = OutboundMessage("agent-1", "I am looking it up for you.", (), custom)
        at = "2026-11-23T08:00:00+00:00"
        item = HistoryItem("agent-1", "agent", words.text, "en", at, words)
        conversation.items["webchat", sender].append(item)
        await delivery.deliver(sender, [words])

    yield from serve(app)


def act(site: str, name: str) -> None:
    assert httpx.post(f"{site}/desk/{name}").status_code == 200


def test_an_agent_is_seen_writing_and_then_read(page: Page, site: str) -> None:
    widget = Widget(page, site)
    widget.open().ask("agent")
    expect(widget.panel.locator(".status.person")).to_have_text("You are now talking to Li Na.")
    act(site, "typing")
    typing = widget.panel.locator(".typing")
    expect(typing).to_have_text("A staff member is writing…")
    act(site, "speak")
    words = widget.answers.last
    expect(words).to_contain_text("I am looking it up for you.")
    expect(words.locator(".speaker")).to_have_text("Staff member · Li Na")
    expect(typing).to_be_hidden()
    expect(widget.announcer).to_have_text("I am looking it up for you.")
    act(site, "erase")
    expect(widget.answers).to_have_count(0)
    expect(widget.questions).to_have_count(0)
    expect(widget.panel.locator(".status")).to_be_hidden()
    assert widget.trouble == []
