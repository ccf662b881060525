"""Nothing that was written is lost: reloads, lost lines, refusals, slow services."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


def test_a_reload_keeps_what_was_being_written(agent: Panel) -> None:
    agent.take("w-en").field.fill("half a sentence")
    agent.page.reload()
    expect(agent.field).to_have_value("half a sentence")
    agent.open("b-ru")
    agent.row("w-en").click()
    expect(agent.field).to_have_value("half a sentence")


def test_what_cannot_be_sent_is_kept_and_goes_out_once(agent: Panel, desk: Desk) -> None:
    agent.take("w-en")
    agent.page.route("**/messages", lambda route: route.abort())
    unsent = agent.say("please come on Monday")
    expect(unsent).to_contain_text("Not sent")
    agent.trouble.clear()
    agent.page.unroute("**/messages")
    agent.page.reload()
    expect(agent.messages.last.locator(".delivery")).to_have_text("Delivered")
    said = [m["text"] for m in desk.messages["w-en"]]
    assert said.count("please come on Monday") == 1


def test_what_was_written_goes_out_in_its_order(agent: Panel, desk: Desk) -> None:
    agent.take("w-en")
    agent.page.route("**/messages", lambda route: route.abort())
    for text in ("one of three", "two of three", "three of three"):
        agent.say(text)
    expect(agent.messages.filter(has_text="Not sent")).not_to_have_count(0)
    agent.trouble.clear()
    agent.page.unroute("**/messages")
    desk.drop_lines()
    expect(agent.messages.locator(".delivery", has_text="Delivered")).to_have_count(4)
    said = [m["text"] for m in desk.messages["w-en"]]
    assert said[-3:] == ["one of three", "two of three", "three of three"]


def test_what_the_service_refuses_goes_back_into_the_reply(agent: Panel, desk: Desk) -> None:
    agent.take("w-en")
    desk.refusal = (409, "not-held")
    unsent = agent.say("too late")
    expect(unsent).to_contain_text("You do not hold this conversation")
    unsent.get_by_role("button", name="Back into the reply").click()
    expect(agent.field).to_have_value("too late")
    expect(agent.messages.filter(has_text="too late")).to_have_count(0)


def test_a_lost_line_comes_back_with_what_was_missed(
    agent: Panel, desk: Desk, context: BrowserContext
) -> None:
    agent.take("w-en").field.fill("being written")
    agent.page.route_web_socket("**/panel/ws*", lambda socket: socket.close())
    desk.drop_lines()
    line = agent.page.locator(".line")
    expect(line).to_contain_text("What you typed is kept")
    desk.say("w-en", "user", "said while the line was down")
    agent.page.evaluate("window.dispatchEvent(new Event('online'))")
    agent.page.unroute_all()
    agent.page.reload()
    expect(agent.messages.last).to_contain_text("said while the line was down")
    expect(agent.field).to_have_value("being written")


def test_a_line_that_breaks_resumes_by_itself(agent: Panel, desk: Desk) -> None:
    agent.take("w-en").field.fill("being written")
    desk.drop_lines()
    desk.say("w-en", "user", "in between")
    expect(agent.messages.last).to_contain_text("in between")
    expect(agent.page.locator(".line")).to_be_hidden()
    expect(agent.field).to_have_value("being written")
    expect(agent.messages.filter(has_text="in between")).to_have_count(1)


def test_slow_and_failing_services_are_shown(panel: Panel) -> None:
    page = panel.page
    page.route("**/panel/api/session", lambda route: route.abort())
    panel.visit()
    expect(page.locator(".placeholder.failed")).to_contain_text("cannot be reached")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    panel.sign_in()
    page.route("**/conversations/*", lambda route: route.abort())
    panel.row("w-en").click()
    expect(panel.conversation).to_contain_text("could not be loaded")
    page.unroute_all()
    panel.conversation.get_by_role("button", name="Try again").click()
    expect(panel.messages.first).to_be_visible()
