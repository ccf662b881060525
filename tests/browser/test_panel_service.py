"""Two agents and a visitor at once: the widget and two panels, with the whole service between."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant.accounts.build import build_accounts
from assistant.storage.database import connect
from tests.browser.panel import Panel
from tests.browser.widget import Widget
from tests.conftest import RunningService

PASSWORD = "tern lantern oxbow seven"
QUESTION = "كيف أسجل عنواني لدى الشرطة؟"


def invite(service: RunningService, name: str, role: str, languages: list[str]) -> str:
    """Make an account; gives the token of its one-time link."""
    engine = connect(service.settings.database)
    try:
        accounts = build_accounts(lambda: engine, service.settings)
        made = accounts.add(name, f"坐席 {name}", role, languages, None)  # type: ignore[arg-type]
    finally:
        engine.dispose()
    return str(made.token)


def join(browser: Browser, service: RunningService, name: str, role: str, *spoken: str) -> Panel:
    """Follow a one-time link, choose a password, and be at the desk."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, locale="en-GB")
    context.set_default_timeout(20_000)
    panel = Panel(context.new_page(), service.url)
    panel.visit(f"#invite={invite(service, name, role, list(spoken))}")
    passwords = panel.page.locator("input[type=password]")
    expect(passwords).to_have_count(2)
    for field in passwords.all():
        field.fill(PASSWORD)
    panel.page.keyboard.press("Enter")
    panel.queue.locator(".group.waiting").wait_for()
    return panel


@pytest.fixture(scope="module")
def first(browser: Browser, service: RunningService) -> Iterator[Panel]:
    panel = join(browser, service, "panel-first", "agent", "zh", "en", "ar")
    yield panel
    panel.page.context.close()


@pytest.fixture(scope="module")
def second(browser: Browser, service: RunningService) -> Iterator[Panel]:
    panel = join(browser, service, "panel-second", "supervisor", "zh", "ko")
    yield panel
    panel.page.context.close()


def test_a_conversation_from_question_to_close(
    page: Page, service: RunningService, first: Panel, second: Panel
) -> None:
    visitor = Widget(page, service.url).open("ar")
    visitor.ask(QUESTION)
    expect(visitor.answers.first).to_contain_text("24")
    visitor.ask("أريد التحدث إلى موظف")

    waiting = first.group("waiting").locator(".row", has_text="AR")
    expect(waiting).to_have_count(1)
    expect(second.group("waiting").locator(".row", has_text="AR")).to_have_count(1)
    waiting.click()
    expect(first.messages.first).to_contain_text(QUESTION)
    # Not by its words: a message's time of day may have the same digits.
    expect(first.messages.locator(".entry a").first).to_be_visible()
    expect(first.assist.locator(".suggestion").first).to_be_visible()
    second.group("waiting").locator(".row", has_text="AR").click()
    expect(second.messages.first).to_contain_text(QUESTION)

    first.page.keyboard.press("Alt+a")
    expect(first.field).to_be_focused()
    expect(second.conversation.locator(".state")).to_contain_text("坐席 panel-first is talking")
    expect(second.group("waiting").locator(".row", has_text="AR")).to_have_count(0)
    expect(visitor.panel.locator(".status")).to_contain_text("坐席 panel-first")

    first.page.keyboard.press("F4")
    first.dialog.locator("input").fill("护照原件")
    first.page.locator(".phrase").wait_for()
    first.page.keyboard.press("Enter")
    first.page.keyboard.press("Enter")
    said = "خذ معك أصل جواز السفر من فضلك."
    expect(visitor.answers.last).to_contain_text(said)
    expect(first.messages.last.locator(".gloss")).to_have_text("请带上护照原件。")
    expect(second.messages.last).to_contain_text(said)

    visitor.field.fill("شكرا جزيلا")
    visitor.field.press("Enter")
    for panel in (first, second):
        expect(panel.messages.last).to_contain_text("شكرا جزيلا")

    first.page.keyboard.press("Alt+g")
    expect(first.conversation.locator(".state")).to_contain_text("The bot is answering")
    expect(second.conversation.locator(".state")).to_contain_text("The bot is answering")
    visitor.ask(QUESTION)
    expect(visitor.answers.last).to_contain_text("24")
    expect(second.messages.last).to_contain_text("24")

    second.page.keyboard.press("Alt+a")
    expect(second.field).to_be_focused()
    second.page.keyboard.press("Alt+x")
    second.page.keyboard.press("1")
    expect(first.conversation.locator(".state")).to_contain_text("Closed")
    expect(second.conversation.locator(".state")).to_contain_text("Closed")
    assert first.trouble == []
    assert second.trouble == []


def test_call_mode_answers_with_sources(
    first: Panel, record_property: Callable[[str, object], None]
) -> None:
    """A question in Japanese, in three keystrokes beside the typing; its time is reported."""
    keyboard = first.page.keyboard
    keyboard.press("F9")
    keyboard.press("Alt+3")
    keyboard.type("住所はどうやって警察に登録しますか")
    begun = time.perf_counter()
    keyboard.press("Enter")
    card = first.page.locator("panel-call .suggestion").first
    expect(card.locator("[lang=zh].text")).to_contain_text("24")
    expect(card.locator("[lang=ja].text")).to_contain_text("24")
    expect(card.locator(".foundation a").first).to_be_visible()
    seconds = time.perf_counter() - begun
    record_property("call_mode_seconds", seconds)
    print(f"call mode: from Enter to the sourced answer in both languages {seconds:.2f} s")
    keyboard.press("Alt+l")
    first.page.get_by_role("button", name="Log it").click()
    expect(first.page.locator(".calls")).to_contain_text("住所はどうやって警察に登録しますか")


def test_insight_and_content_show_what_there_is(second: Panel) -> None:
    second.page.locator("nav [data-view=insight]").click()
    expect(second.page.locator("panel-insight svg.chart").first).to_be_visible()
    second.page.locator("nav [data-view=content]").click()
    content = second.page.locator("panel-content")
    content.get_by_label("Search titles").fill("register")
    content.locator(".row").first.click()
    expect(content.locator(".preview .text")).not_to_be_empty()
    content.locator(".preview").get_by_label("Language").select_option("th")
    expect(content.locator(".preview .text")).to_have_attribute("lang", "th")
    assert second.trouble == []
