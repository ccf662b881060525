"""Nothing is lost: reloads, no network, other tabs, deletion and export on purpose."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.widget import Widget


def contents(widget: Widget) -> tuple[int, int]:
    return widget.questions.count(), widget.answers.count()


def test_a_reload_keeps_the_conversation(widget: Widget) -> None:
    widget.open().ask("How do I register?")
    widget.page.reload()
    widget.launcher.click()
    expect(widget.answers).to_have_count(1)
    assert contents(widget) == (1, 1)
    expect(widget.panel.locator(".privacy")).to_have_count(0)
    widget.ask("And for my wife?")
    assert contents(widget) == (2, 2)


def test_offline_then_online_sends_once(widget: Widget, context: BrowserContext) -> None:
    widget.open().ask("first")
    context.set_offline(True)
    expect(widget.panel.locator(".offline")).to_be_visible()
    widget.field.fill("second")
    widget.field.press("Enter")
    expect(widget.questions.nth(1)).to_contain_text("Waiting for a connection")
    context.set_offline(False)
    expect(widget.answers).to_have_count(2)
    expect(widget.panel.locator(".offline")).to_be_hidden()
    widget.page.reload()
    widget.launcher.click()
    expect(widget.answers).to_have_count(2)
    assert contents(widget) == (2, 2)


def test_what_was_written_offline_survives_a_reload(
    widget: Widget, context: BrowserContext
) -> None:
    widget.open().ask("first")
    widget.page.route("**/webhooks/webchat/messages", lambda route: route.abort())
    widget.page.route_web_socket("**/ws", lambda socket: socket.close())
    context.set_offline(True)
    widget.field.fill("second")
    widget.field.press("Enter")
    expect(widget.questions.nth(1)).to_contain_text("Waiting for a connection")
    context.set_offline(False)
    widget.page.unroute_all()
    other = Widget(context.new_page(), widget.site).visit()
    other.launcher.click()
    expect(other.answers).to_have_count(2)
    assert contents(other) == (2, 2)


def test_without_websockets_it_works_over_http(widget: Widget) -> None:
    widget.page.route_web_socket("**/ws", lambda socket: socket.close())
    widget.open()
    widget.field.fill("over HTTP")
    widget.field.press("Enter")
    expect(widget.answers).to_have_count(1, timeout=15_000)
    widget.ask("again")
    assert contents(widget) == (2, 2)


def test_what_the_service_refuses_can_be_tried_again(widget: Widget) -> None:
    widget.open().ask("first")
    widget.page.evaluate(
        "void HangzhouChat.on('error', problem => { window.refused = problem.status })"
    )
    widget.page.evaluate("HangzhouChat.send('\\u200b')")
    expect(widget.questions.nth(1)).to_contain_text("Not sent")
    assert widget.page.evaluate("window.refused") == 422
    expect(widget.questions.nth(1).get_by_role("button", name="Try again")).to_be_visible()


def test_another_tab_shows_the_answer_too(widget: Widget, context: BrowserContext) -> None:
    widget.open().ask("first")
    other = Widget(context.new_page(), widget.site).visit()
    other.launcher.click()
    expect(other.answers).to_have_count(1)
    widget.ask("second")
    expect(other.answers).to_have_count(2)
    assert contents(other) == (2, 2)


def test_deletion(widget: Widget) -> None:
    widget.open().ask("first")
    widget.panel.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("button", name="Delete my conversation").click()
    with widget.page.expect_response("**/conversation") as deleted:
        widget.dialog.get_by_role("button", name="Delete", exact=True).click()
    assert deleted.value.status == 204
    expect(widget.questions).to_have_count(0)
    expect(widget.announcer).to_have_text("Your conversation has been deleted.")
    widget.page.reload()
    widget.launcher.click()
    expect(widget.panel).to_be_visible()
    assert contents(widget) == (0, 0)
    widget.ask("a new beginning")
    assert contents(widget) == (1, 1)


def test_the_conversation_as_a_file(widget: Widget) -> None:
    widget.open().ask("How do I register?")
    widget.panel.get_by_role("button", name="Menu").click()
    with widget.page.expect_download() as download:
        widget.dialog.get_by_role("button", name="Download the conversation").click()
    text = download.value.path().read_text("utf-8")
    assert text.startswith("You: How do I register?")
    assert "杭州市上城区婺江路169号" in text
