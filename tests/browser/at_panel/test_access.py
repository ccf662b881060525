"""Everyone can work with it: keyboard, focus, zoom, axe."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations, without_policy
from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


def test_by_keyboard_alone(agent: Panel, desk: Desk) -> None:
    keyboard = agent.page.keyboard
    keyboard.press("Alt+q")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(agent.conversation.locator("h2")).to_contain_text("English")
    keyboard.press("Alt+a")
    expect(agent.field).to_be_focused()
    keyboard.type("Hello")
    keyboard.press("Shift+Enter")
    keyboard.type("again")
    keyboard.press("Enter")
    expect(agent.messages.last).to_contain_text("again")
    keyboard.press("F8")
    expect(agent.conversation.locator("h2")).to_contain_text("Arabic")
    keyboard.press("F1")
    expect(agent.dialog).to_contain_text("Insert the first suggestion")
    keyboard.press("Escape")
    keyboard.press("Alt+q")
    keyboard.press("?")
    expect(agent.dialog).to_be_visible()
    agent.dialog.get_by_label("Let ? alone").uncheck()
    keyboard.press("Escape")
    keyboard.press("?")
    expect(agent.dialog).to_have_count(0)


def test_the_focus_can_be_seen(agent: Panel) -> None:
    for _ in range(22):
        agent.page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert agent.page.evaluate(f"{style}.outlineStyle") == "solid"


@pytest.mark.parametrize("width", [640, 400])
def test_zoomed_in_everything_can_be_reached(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 360}, locale="en-GB")
    panel = Panel(context.new_page(), site).sign_in().take("w-en")
    for part in (panel.field, panel.assist.locator(".suggestion").first, panel.row("w-ar")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    assert panel.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, locale: str) -> None:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        locale=locale,
        reduced_motion="reduce",
        viewport={"width": 1280, "height": 720},
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    without_policy(page, re.compile(r"/panel(#.*)?$"))
    panel = Panel(page, site).visit()
    page.locator("input").first.wait_for()
    assert violations(page) == []
    panel.sign_in()
    assert violations(page) == []
    panel.open("w-urgent")
    panel.assist.locator(".suggestion").first.wait_for()
    assert violations(page) == []
    panel.take("w-ar")
    page.keyboard.press("F2")
    page.keyboard.press("Alt+b")
    page.locator(".checked .label").first.wait_for()
    page.locator("panel-assist summary").first.click()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+c")
    assert violations(page) == []
    for keys, inside in (
        ("F4", ".phrase"),
        ("Alt+x", "li button"),
        ("F1", "dt"),
        ("Alt+i", "select"),
    ):
        page.keyboard.press(keys)
        panel.dialog.locator(inside).first.wait_for()
        assert violations(page) == []
        page.keyboard.press("Escape")
    page.keyboard.press("F9")
    page.keyboard.type("address")
    page.keyboard.press("Enter")
    page.locator("panel-call .suggestion").first.wait_for()
    assert violations(page) == []
    for view, inside in (("insight", "svg.chart"), ("content", ".row")):
        page.locator(f"nav [data-view={view}]").click()
        page.locator(f"panel-{view} {inside}").first.wait_for()
        assert violations(page) == []
    page.locator("panel-content .row").first.click()
    page.locator(".preview table").wait_for()
    assert violations(page) == []
    context.clear_cookies()
    panel.sign_in("two")
    page.locator("nav [data-view=audit]").click()
    page.locator("panel-audit td").first.wait_for()
    assert violations(page) == []
    context.close()
