"""Who is at the panel: signing in, an end of the session, presence, what each may see."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, expect

from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


def test_signing_in(panel: Panel) -> None:
    panel.visit()
    page = panel.page
    name = page.get_by_label("Name")
    expect(name).to_be_focused()
    name.fill("one")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("name or the password is wrong")
    name.fill("locked")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("about 5 min")
    panel.sign_in()
    expect(page.locator(".account")).to_contain_text("坐席一")
    page.locator(".account summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_label("Name")).to_be_visible()


def test_an_invitation(panel: Panel) -> None:
    page = panel.visit("#invite=good").page
    page.get_by_label("New password").fill("a long enough password")
    page.get_by_label("Once more").fill("another")
    page.keyboard.press("Enter")
    expect(panel.queue).to_have_count(0)
    page.get_by_label("Once more").fill("a long enough password")
    page.keyboard.press("Enter")
    panel.queue.wait_for()
    assert "invite" not in page.url


def test_a_used_invitation_says_so(panel: Panel) -> None:
    page = panel.visit("#invite=used").page
    for label in ("New password", "Once more"):
        page.get_by_label(label).fill("a long enough password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("has been used")


def test_when_the_session_ends_the_text_is_kept(agent: Panel, context: BrowserContext) -> None:
    agent.take("w-en").field.fill("not lost")
    context.clear_cookies()
    agent.page.keyboard.press("Alt+g")
    expect(agent.page.get_by_role("status").first).to_contain_text("Your session has ended")
    agent.sign_in().open("w-en")
    expect(agent.field).to_have_value("not lost")


def test_presence_is_shown_and_kept(agent: Panel, desk: Desk) -> None:
    presence = agent.page.get_by_label("My presence")
    expect(presence).to_have_value("online")
    with agent.page.expect_response("**/presence"):
        presence.select_option("away")
    agent.page.reload()
    expect(presence).to_have_value("away")
    assert desk.agents["one"]["presence"] == "away"


def test_presence_chosen_just_before_leaving_the_page_is_kept(agent: Panel, desk: Desk) -> None:
    presence = agent.page.get_by_label("My presence")
    presence.select_option("away")
    agent.page.reload()
    expect(presence).to_have_value("away")
    agent.until(lambda: desk.agents["one"]["presence"] == "away")
    expect(presence).to_have_value("away")


def test_only_who_answers_for_the_desk_reads_the_audit_log(agent: Panel) -> None:
    link = agent.page.locator("nav [data-view=audit]")
    expect(link).to_have_count(0)
    agent.page.context.clear_cookies()
    agent.sign_in("two")
    link.click()
    audit = agent.page.locator("panel-audit")
    expect(audit.locator("tbody tr")).to_have_count(40)
    expect(audit.locator("tbody tr").first).to_contain_text("Gave back")
    audit.get_by_label("Search the log").fill("password")
    expect(audit.locator("tbody tr")).to_have_count(10)


def test_another_language_for_the_page(agent: Panel) -> None:
    agent.take("w-en").field.fill("kept")
    agent.page.locator("#interface-language").click()
    expect(agent.group("waiting")).to_contain_text("等候中")
    expect(agent.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(agent.field).to_have_value("kept")
    agent.page.reload()
    expect(agent.group("waiting")).to_contain_text("等候中")
