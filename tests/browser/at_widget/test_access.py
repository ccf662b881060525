"""Everyone can use it: keyboard, focus, axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations, without_policy
from tests.browser.widget import Widget

DEMO = "**/demo?*"


def focused(widget: Widget) -> str:
    found = widget.inside("root.activeElement?.closest('.panel') ? 'panel' : 'elsewhere'")
    return str(found)


def test_by_keyboard_alone(widget: Widget) -> None:
    page = widget.visit().page
    widget.launcher.focus()
    page.keyboard.press("Enter")
    expect(widget.field).to_be_focused()
    for key in ["Tab"] * 40 + ["Shift+Tab"] * 40:
        page.keyboard.press(key)
        assert focused(widget) == "panel"
    widget.field.focus()
    page.keyboard.type("How do I register?")
    page.keyboard.press("Enter")
    expect(widget.answers).to_have_count(1)
    summary = widget.answers.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(widget.answers.locator("blockquote").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(widget.panel).to_be_hidden()
    expect(widget.launcher).to_be_focused()


def test_the_focus_can_be_seen(widget: Widget) -> None:
    widget.open()
    widget.page.keyboard.press("Tab")
    style = "getComputedStyle(root.activeElement)"
    assert widget.inside(f"{style}.outlineStyle") == "solid"
    assert widget.inside(f"{style}.outlineWidth") == "3px"


def test_shift_enter_is_a_new_line_and_composing_does_not_send(widget: Widget) -> None:
    widget.open()
    widget.field.press("Shift+Enter")
    widget.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(widget.questions).to_have_count(0)
    assert widget.field.input_value() == "\n"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, language: str) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    without_policy(page, DEMO)
    widget = Widget(page, site).visit(language)
    assert violations(page) == []
    widget.launcher.click()
    widget.panel.wait_for()
    assert violations(page) == []
    widget.panel.locator(".privacy button").click()
    texts = ("address", "abstain", "clarify", "emergency", "talk_to_person", "agent", "points")
    for text in (*texts, "number", "yes or no", "choice", "form"):
        widget.ask(text)
        if text in ("number", "yes or no", "choice"):  # gone once they are answered
            assert violations(page) == []
    for summary in widget.answers.locator("summary").all():
        summary.click()
    widget.answers.locator(".tools button").first.click()
    assert violations(page) == []
    context.close()


@pytest.mark.parametrize(
    "opener", [".emergency-bar button", "header .language", "header .plain >> nth=1"]
)
def test_axe_finds_nothing_in_dialogs(widget: Widget, opener: str) -> None:
    without_policy(widget.page, DEMO)
    widget.open().panel.locator(opener).click()
    expect(widget.dialog).to_be_visible()
    assert violations(widget.page) == []


def test_axe_finds_nothing_in_the_invitation(widget: Widget) -> None:
    without_policy(widget.page, DEMO)
    widget.open().panel.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("button", name="Continue in WeChat").click()
    widget.dialog.get_by_role("button", name="Show the code").click()
    expect(widget.dialog.get_by_role("img")).to_be_visible()
    assert violations(widget.page) == []


def test_axe_finds_nothing_in_the_drivers_view(widget: Widget) -> None:
    without_policy(widget.page, DEMO)
    widget.open().ask("Where is it?").get_by_role("button", name="Show the driver").click()
    assert violations(widget.page) == []
