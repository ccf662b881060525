"""What helps to answer: phrasebook, suggestions, search."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


def test_the_phrasebook_is_picked_in_chinese_and_said_in_theirs(agent: Panel, desk: Desk) -> None:
    agent.take("w-ar").page.keyboard.press("F4")
    agent.page.get_by_role("combobox", name="Search in Chinese").fill("护照原件")
    expect(agent.page.locator(".phrase")).to_have_count(1)
    agent.page.keyboard.press("Enter")
    expect(agent.field).to_have_value("خذ معك أصل جواز السفر من فضلك.")
    expect(agent.conversation.locator(".writing > .gloss")).to_contain_text("请带上护照原件")
    agent.page.keyboard.press("Enter")
    sent = agent.messages.last
    expect(sent.locator(".text").first).to_have_attribute("lang", "ar")
    expect(sent.locator(".gloss")).to_have_text("请带上护照原件。")


def test_the_phrasebook_by_keyboard(agent: Panel) -> None:
    agent.take("w-en").page.keyboard.press("F4")
    options = agent.page.locator(".phrase")
    expect(options).to_have_count(66)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    agent.page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    agent.page.keyboard.press("Enter")
    expect(agent.field).to_have_value("Thank you for waiting.")
    expect(agent.field).to_be_focused()


def test_a_suggestion_is_inserted_with_one_key_and_may_be_edited(agent: Panel, desk: Desk) -> None:
    agent.take("w-en")
    card = agent.assist.locator(".suggestion").first
    expect(card.locator("[lang=zh].text")).to_contain_text("24小时内")
    expect(card.locator("[lang=en].text")).to_contain_text("within 24 hours")
    card.locator("summary", has_text="Sources").click()
    expect(card).to_contain_text("Exit and Entry Administration Law")
    requests: list[object] = []
    agent.page.on(
        "request",
        lambda request: (
            requests.append(request.post_data_json) if request.url.endswith("/messages") else None
        ),
    )
    agent.page.keyboard.press("F2")
    expect(agent.field).to_have_value(re.compile("within 24 hours"))
    agent.page.keyboard.press("Enter")
    expect(agent.messages.last).to_contain_text("within 24 hours")
    agent.page.keyboard.press("Alt+2")
    agent.page.keyboard.type(" Tell us how it went.")
    agent.page.keyboard.press("Enter")
    expect(agent.messages.last).to_contain_text("Tell us how it went.")
    agent.until(lambda: len(requests) == 2)
    suggested = [body["suggestion"] for body in requests]  # type: ignore[index]
    assert suggested == [
        {"id": "s-en-1", "action": "sent"},
        {"id": "s-en-2", "action": "edited"},
    ]


def test_suggestions_go_when_the_conversation_moves_on(agent: Panel, desk: Desk) -> None:
    agent.open("w-en")
    expect(agent.assist.locator(".suggestion")).to_have_count(2)
    desk.say("w-en", "user", "nothing like that, thanks")
    expect(agent.assist.locator(".suggestion")).to_have_count(0)
    expect(agent.assist).to_contain_text("has no answer to this")
    expect(agent.announcer).to_contain_text("nothing like that")


def test_a_suggestion_that_does_not_fit(agent: Panel, desk: Desk) -> None:
    agent.open("w-en")
    agent.assist.get_by_role("button", name="Not fitting").first.click()
    expect(agent.assist.locator(".suggestion")).to_have_count(1)
    agent.until(lambda: desk.judged == [("s-en-1", "rejected")])


def test_search_over_everything(agent: Panel) -> None:
    agent.open("w-en").page.keyboard.press("Alt+s")
    agent.page.keyboard.type("nothing")
    expect(agent.assist).to_contain_text("Nothing found")
    agent.page.keyboard.press("Escape")
    expect(agent.assist.locator(".suggestion")).to_have_count(2)
