"""The other views: call mode, insight, content."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


def test_call_mode_in_three_keystrokes(agent: Panel) -> None:
    """From wherever one is to the sourced answer in both languages: F9, the language, Enter."""
    keyboard = agent.page.keyboard
    keyboard.press("F9")
    keyboard.press("Alt+4")
    keyboard.type("怎么登记住址")
    keyboard.press("Enter")
    card = agent.page.locator("panel-call .suggestion").first
    expect(card.locator("[lang=zh].text")).to_contain_text("24小时内")
    expect(card.locator("[lang=ko].text")).to_contain_text("24시간 이내")
    expect(card.get_by_text("Exit and Entry Administration Law")).to_be_visible()
    expect(card.locator("a[href='tel:057187280185']")).to_be_visible()


def test_a_call_is_logged(agent: Panel, desk: Desk) -> None:
    keyboard = agent.page.keyboard
    keyboard.press("F9")
    keyboard.press("Alt+0")
    keyboard.type("address?")
    keyboard.press("Enter")
    agent.page.locator("panel-call .suggestion").first.wait_for()
    keyboard.press("Alt+l")
    agent.page.get_by_label("Topic").select_option("residence")
    agent.page.get_by_label("Outcome").select_option("callback")
    agent.page.get_by_role("button", name="Log it").click()
    expect(agent.page.locator(".calls")).to_contain_text("address?")
    call = desk.calls[0]
    assert (call["language"], call["topic"], call["outcome"]) == ("ar", "residence", "callback")
    assert call["entries"] == ["guide:register-address"]
    expect(agent.page.get_by_label("Question")).to_be_focused()
    expect(agent.page.get_by_label("Question")).to_have_value("")


def test_insight(agent: Panel) -> None:
    agent.page.get_by_role("link", name="Insight").click()
    insight = agent.page.locator("panel-insight")
    expect(insight.locator("svg[role=img]")).to_have_count(3)
    expect(insight.locator("svg[role=img]").nth(1)).to_have_accessible_name(
        re.compile("Topics: Residence 212")
    )
    expect(insight).to_contain_text("nine in ten within 4:28")
    with agent.page.expect_download() as table:
        insight.get_by_role("link", name="CSV: Topics").click()
    assert table.value.suggested_filename == "topics.csv"
    with agent.page.expect_download() as draft:
        insight.get_by_role("button", name="Draft a guide").first.click()
    assert "Can I bring my dog" in draft.value.path().read_text("utf-8")


def test_content(agent: Panel) -> None:
    agent.page.get_by_role("link", name="Content").click()
    content = agent.page.locator("panel-content")
    expect(content).to_contain_text("300 entries")
    assert content.locator(".row").count() < 40
    content.get_by_text("Stale only").click()
    expect(content).to_contain_text("43 entries")
    content.get_by_text("Stale only").click()
    content.get_by_label("Search titles").fill("register")
    content.locator(".row").click()
    expect(content.locator(".preview h3")).to_have_text("Register your address")
    content.locator(".preview").get_by_label("Language").select_option("ar")
    expect(content.locator(".preview .text")).to_have_attribute("dir", "rtl")
    expect(content.locator(".preview table")).to_contain_text("rg-00")
