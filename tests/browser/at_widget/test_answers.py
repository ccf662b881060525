"""What the assistant says: cards, emergencies, a person, feedback."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, expect

from tests.browser.widget import Widget


def test_an_answer_is_a_card(widget: Widget) -> None:
    card = widget.open().ask("How do I register my address?").locator("article")
    expect(card.locator(".text > p").first).to_contain_text("within 24 hours")
    expect(card.locator(".text ol > li")).to_have_count(3)
    expect(card.locator(".text strong").first).to_have_text("within 24 hours")
    calls = card.locator(".place-card a.call")
    expect(calls.first).to_have_attribute("href", "tel:057187280185")
    expect(calls.first).to_have_accessible_name("Call 0571-87280185, Front desk")
    expect(card.locator("a[href^='https://uri.amap.com/']")).to_have_text("Map")
    sources = card.locator("details")
    expect(sources).not_to_have_attribute("open", "")
    sources.locator("summary").click()
    expect(sources.locator("blockquote[lang=zh]")).to_contain_text("第三十九条")
    expect(sources).to_contain_text("Unofficial translation")
    expect(sources).to_contain_text("As of Jun 1, 2025")
    expect(widget.announcer).to_contain_text("within 24 hours")


def test_show_the_driver(widget: Widget) -> None:
    answer = widget.open().ask("Where is it?")
    opener = answer.get_by_role("button", name="Show the driver")
    opener.click()
    text = widget.dialog.locator(".driver-text")
    expect(text).to_contain_text("杭州市上城区婺江路169号")
    expect(text).to_contain_text("请送我到这个地址")
    box = widget.dialog.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (1280, 800)
    widget.page.keyboard.press("Escape")
    expect(widget.dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_copying_an_address(widget: Widget, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget.open().ask("Where is it?").get_by_role("button", name="Copy").click()
    expect(widget.announcer).to_have_text("Copied")
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    assert copied == "杭州市公安局出入境管理局\n杭州市上城区婺江路169号"


def test_markup_in_answers_is_text(widget: Widget) -> None:
    answer = widget.open().ask("html <b>bold</b> <img src=x onerror=alert(1)>")
    title = widget.page.title()
    expect(answer.locator("article")).to_contain_text("<img src=x")
    answer.locator("summary").click()
    assert answer.locator("img, script, b, a[href^='javascript']").count() == 0
    expect(widget.questions.locator("b, img")).to_have_count(0)
    assert widget.page.title() == title != "executed"


def test_buttons_of_an_answer(widget: Widget) -> None:
    widget.open().ask("clarify").get_by_role("button", name="Something else").click()
    expect(widget.questions).to_have_count(2)
    expect(widget.questions.nth(1)).to_contain_text("Something else")
    expect(widget.answers).to_have_count(2)


def test_what_to_say_in_an_emergency_can_be_shown(widget: Widget) -> None:
    answer = widget.open().ask("emergency")
    box = answer.locator("a[href='tel:120']").bounding_box()
    assert box
    assert box["height"] >= 72
    answer.get_by_role("button", name="Show it large").click()
    expect(widget.dialog.locator(".driver-name")).to_have_text("我需要救护车，地址是……")


def test_where_one_stands_in_the_queue(widget: Widget) -> None:
    widget.open().ask("talk_to_person")
    status = widget.panel.locator(".status")
    expect(status).to_contain_text("Your place in the queue: 2")
    expect(status).to_contain_text("about 4 min")


def test_who_was_not_helped_is_offered_a_person(widget: Widget) -> None:
    answer = widget.open().ask("How do I register my address?")
    answer.get_by_role("button", name="Not helpful").click()
    answer.locator(".feedback").get_by_role("button", name="Talk to a person").click()
    expect(widget.panel.locator(".status")).to_contain_text("in the queue")


def test_going_on_in_wechat(widget: Widget) -> None:
    widget.open().ask("thanks")
    widget.panel.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("button", name="Continue in WeChat").click()
    expect(widget.dialog).to_contain_text("kept together as one conversation")
    widget.dialog.get_by_role("button", name="Show the code").click()
    expect(widget.dialog.get_by_role("img", name="Scan this code")).to_be_visible()
    expect(widget.dialog).to_contain_text("for 10 minutes")
    assert widget.trouble == []


def test_emergency_numbers_are_one_tap_away(widget: Widget) -> None:
    widget.open()
    expect(widget.panel.locator(".emergency-bar a").first).to_have_attribute("href", "tel:110")
    widget.panel.locator(".emergency-bar button").click()
    expect(widget.dialog.locator("a[href='tel:120']")).to_have_accessible_name("Call 120 Ambulance")
    expect(widget.dialog.locator("a.call")).to_have_count(6)


def test_an_emergency_stands_out(widget: Widget) -> None:
    answer = widget.open().ask("emergency")
    expect(answer.locator("a[href='tel:120']")).to_be_visible()
    expect(answer).to_have_class(re.compile("emergency"))


def test_a_person(widget: Widget) -> None:
    widget.open()
    widget.panel.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("button", name="Talk to a person").click()
    expect(widget.panel.locator(".status")).to_contain_text("Your place in the queue: 2")
    widget.ask("agent")
    expect(widget.panel.locator(".status")).to_have_text("You are now talking to Li Na.")


def test_feedback(widget: Widget) -> None:
    answer = widget.open().ask("hello")
    with widget.page.expect_response("**/feedback") as rated:
        answer.get_by_role("button", name="Not helpful").click()
    assert rated.value.status == 204
    answer.get_by_label("What was wrong or missing? (optional)").fill("The address")
    with widget.page.expect_response("**/feedback") as commented:
        answer.get_by_role("button", name="Send").click()
    assert '"comment":"The address"' in (commented.value.request.post_data or "")
    expect(answer).to_contain_text("Thank you for telling us.")
