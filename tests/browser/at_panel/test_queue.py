"""The queue: its order, its clocks, arrivals."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import serve
from tests.browser.panel import Panel
from tests.browser.panel_api import Desk, create_panel_app


def test_the_queue_in_its_order(agent: Panel) -> None:
    waiting = agent.group("waiting").locator(".row")
    assert [row.get_attribute("id") for row in waiting.all()] == [
        "row-w-urgent",
        "row-w-en",
        "row-w-ko",
        "row-w-ar",
        "row-w-left",
    ]
    expect(waiting.first).to_contain_text("Traffic accident")
    expect(agent.row("w-en").locator(".clock")).to_have_class("clock red")
    expect(agent.row("w-en").locator(".clock")).to_contain_text("overdue")
    expect(agent.row("w-ko").locator(".clock")).to_contain_text("long")
    expect(agent.row("w-ar").locator(".clock em")).to_have_text("")
    expect(agent.row("w-ar")).to_contain_text("Your language")
    expect(agent.group("closed").locator(".row")).to_have_count(0)
    agent.group("closed").get_by_role("button").click()
    expect(agent.group("closed").locator(".row")).to_have_count(1)
    expect(agent.page).to_have_title("(5!) Assist panel")


def test_a_clock_passes_its_limit(agent: Panel, desk: Desk) -> None:
    agent.page.clock.install()
    agent.page.reload()
    clock = agent.row("w-ar").locator(".clock")
    expect(clock).to_have_class("clock ok")
    agent.page.clock.run_for(100_000)
    expect(clock).to_have_class("clock amber")
    agent.page.clock.run_for(200_000)
    expect(clock).to_contain_text("overdue")


def test_filters(agent: Panel) -> None:
    agent.queue.get_by_label("Filter by language").select_option("ko")
    expect(agent.group("waiting").locator(".row")).to_have_count(1)
    expect(agent.group("bot")).to_contain_text("The bot is talking with nobody")
    agent.queue.get_by_role("button", name="Clear the filters").click()
    expect(agent.group("waiting").locator(".row")).to_have_count(5)


def test_an_arrival_is_seen_and_announced_once(agent: Panel, desk: Desk) -> None:
    desk.change("b-ja", state="waiting", waiting_since=desk.rows["w-ar"]["waiting_since"])
    expect(agent.group("waiting").locator(".row")).to_have_count(6)
    expect(agent.announcer).to_have_text("New in the queue: Japanese")
    expect(agent.page).to_have_title("(6!) Assist panel")
    assert agent.page.locator("[aria-live]:not([aria-live=off])").count() == 1


def test_hundreds_of_rows_stay_light(browser: Browser) -> None:
    for site in serve(create_panel_app(more=800)):
        context = browser.new_context(locale="en-GB")
        panel = Panel(context.new_page(), site).sign_in()
        expect(panel.group("waiting").locator(".count")).to_have_text("805")
        assert panel.queue.locator(".row").count() < 40
        last = panel.group("waiting").get_by_role("listbox")
        last.focus()
        panel.page.keyboard.press("End")
        active = panel.queue.locator(".row.active")
        expect(active).to_have_attribute("aria-posinset", "805")
        expect(active).to_be_in_viewport()
        assert panel.queue.locator(".row").count() < 40
        context.close()
