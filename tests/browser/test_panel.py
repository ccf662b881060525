"""The assist panel in a real browser, with its interface in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import serve
from tests.browser.panel import Panel
from tests.browser.panel_api import Desk, create_panel_app
from tests.browser.test_widget import AXE


@pytest.fixture
def app() -> FastAPI:
    return create_panel_app()


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    yield from serve(app)


@pytest.fixture
def desk(app: FastAPI) -> Desk:
    found = app.state.desk
    assert isinstance(found, Desk)
    return found


@pytest.fixture
def panel(page: Page, site: str) -> Panel:
    page.set_viewport_size({"width": 1280, "height": 720})
    return Panel(page, site)


@pytest.fixture
def agent(panel: Panel) -> Iterator[Panel]:
    """Somebody who has signed in; nothing may have gone wrong in the page in the end."""
    panel.sign_in()
    yield panel
    assert panel.trouble == []


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


def test_the_transcript_says_who_speaks_and_in_which_language(agent: Panel) -> None:
    agent.open("w-ar")
    question, answer = agent.messages.nth(0), agent.messages.nth(1)
    expect(question).to_contain_text("Person")
    expect(question.locator(".text")).to_have_attribute("dir", "rtl")
    expect(question.locator(".machine")).to_contain_text("Machine translation (example)")
    expect(question.locator(".text")).to_contain_text("كيف")
    expect(answer).to_contain_text("Bot")
    expect(answer.locator(".entry a")).to_have_text("Register your address")
    expect(answer.locator(".gloss")).to_contain_text("24小时内")
    expect(answer.get_by_label("Choices offered")).to_contain_text("تسجيل العنوان")
    expect(agent.field).to_be_hidden()
    expect(agent.conversation.locator(".locked")).to_contain_text("Take over")


def test_take_over_answer_and_give_back(agent: Panel, desk: Desk) -> None:
    agent.take("w-ar")
    expect(agent.group("mine").locator(".row")).to_have_count(1)
    expect(agent.conversation.locator(".state")).to_contain_text("You are talking")
    expect(agent.field).to_be_focused()
    sent = agent.say("أهلا")
    expect(sent.locator(".delivery")).to_have_text("Delivered")
    agent.page.keyboard.press("Alt+g")
    expect(agent.group("bot").locator("#row-w-ar")).to_be_visible()
    expect(agent.field).to_be_hidden()
    assert desk.rows["w-ar"]["state"] == "bot"


def test_closing_asks_why(agent: Panel, desk: Desk) -> None:
    agent.take("w-en").page.keyboard.press("Alt+x")
    agent.page.keyboard.press("2")
    expect(agent.dialog).to_have_count(0)
    expect(agent.conversation.locator(".state")).to_contain_text("Closed")
    assert desk.rows["w-en"]["close_reason"] == "referred"


def test_transferring_to_a_colleague(agent: Panel, desk: Desk) -> None:
    agent.take("w-ko").page.keyboard.press("Alt+r")
    expect(agent.dialog).to_contain_text("坐席二")
    agent.page.keyboard.press("1")
    expect(agent.conversation.locator(".locked")).to_contain_text("坐席二 is talking")
    assert desk.rows["w-ko"]["agent"]["display_name"] == "坐席二"


def test_who_comes_second_is_told_who_holds_it(agent: Panel, desk: Desk) -> None:
    agent.open("w-en")
    other = {"id": "2" * 32, "display_name": "坐席二"}
    desk.rows["w-en"].update(state="with_agent", agent=other)
    agent.page.keyboard.press("Alt+a")
    expect(agent.notices).to_contain_text("坐席二 holds this conversation")
    expect(agent.field).to_be_hidden()


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


def test_the_case_says_what_is_missing(agent: Panel) -> None:
    agent.open("w-ar").page.keyboard.press("Alt+n")
    case = agent.page.locator("#pane-case")
    expect(case.locator(".missing")).to_have_text(["Missing: ask"] * 3)
    expect(case).to_contain_text("西湖区")
    expect(case).to_contain_text("Yearly salary")
    expect(case.locator(".earlier a")).to_have_count(1)
    agent.page.keyboard.type("called the school")
    agent.page.keyboard.press("Enter")
    expect(case.locator(".notes li")).to_have_count(1)
    expect(case.locator(".notes")).to_contain_text("坐席一")


def test_translation_is_shown_and_translated_back(agent: Panel) -> None:
    agent.take("w-ar").field.fill("请带护照")
    agent.page.keyboard.press("Alt+b")
    checked = agent.conversation.locator(".checked")
    expect(checked).to_contain_text("[ar] 请带护照")
    expect(checked).to_contain_text("[zh] [ar] 请带护照")
    agent.field.fill("no translator")
    agent.page.keyboard.press("Alt+b")
    expect(checked).to_contain_text("No translation service is set up")


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


def test_a_conversation_that_was_deleted_goes(agent: Panel, desk: Desk) -> None:
    agent.open("w-en")
    desk.publish("removed", {"conversation": "w-en"})
    expect(agent.notices).to_contain_text("was deleted")
    expect(agent.row("w-en")).to_have_count(0)
    expect(agent.conversation).to_contain_text("Choose a conversation")


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


def test_when_the_session_ends_the_text_is_kept(agent: Panel, context: BrowserContext) -> None:
    agent.take("w-en").field.fill("not lost")
    context.clear_cookies()
    agent.page.keyboard.press("Alt+g")
    expect(agent.page.get_by_role("status").first).to_contain_text("Your session has ended")
    agent.sign_in().open("w-en")
    expect(agent.field).to_have_value("not lost")


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


def test_what_is_composed_by_an_input_method_is_not_sent(agent: Panel, desk: Desk) -> None:
    before = len(desk.messages["w-en"])
    agent.take("w-en").field.fill("ni hao")
    agent.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(agent.field).to_have_value("ni hao")
    assert len(desk.messages["w-en"]) == before


def test_another_language_for_the_page(agent: Panel) -> None:
    agent.take("w-en").field.fill("kept")
    agent.page.locator("#interface-language").click()
    expect(agent.group("waiting")).to_contain_text("等候中")
    expect(agent.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(agent.field).to_have_value("kept")
    agent.page.reload()
    expect(agent.group("waiting")).to_contain_text("等候中")


def test_two_agents_see_the_same(agent: Panel, site: str, browser: Browser) -> None:
    context = browser.new_context(locale="en-GB")
    other = Panel(context.new_page(), site).sign_in("two").open("w-en")
    agent.take("w-en").field.press_sequentially("I")
    expect(other.conversation.locator(".writes")).to_have_text("坐席一 is writing")
    agent.say("I am here")
    expect(other.messages.last).to_contain_text("I am here")
    expect(other.messages.last).to_contain_text("坐席一")
    expect(other.row("w-en")).to_have_count(0)
    agent.page.keyboard.press("Alt+i")
    agent.dialog.get_by_label("Language needed").select_option("ko")
    agent.dialog.get_by_role("button", name="Ask").click()
    expect(other.notices).to_contain_text("needs an interpreter: Korean")
    other.conversation.get_by_role("button", name="Join as interpreter").click()
    expect(other.field).to_be_visible()
    other.say("I translate")
    expect(agent.messages.last).to_contain_text("坐席二")
    assert other.trouble == []
    context.close()


def test_what_the_service_refuses_goes_back_into_the_reply(agent: Panel, desk: Desk) -> None:
    agent.take("w-en")
    desk.refusal = (409, "not-held")
    unsent = agent.say("too late")
    expect(unsent).to_contain_text("You do not hold this conversation")
    unsent.get_by_role("button", name="Back into the reply").click()
    expect(agent.field).to_have_value("too late")
    expect(agent.messages.filter(has_text="too late")).to_have_count(0)


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


@pytest.mark.parametrize("width", [640, 400])
def test_zoomed_in_everything_can_be_reached(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 360}, locale="en-GB")
    panel = Panel(context.new_page(), site).sign_in().take("w-en")
    for part in (panel.field, panel.assist.locator(".suggestion").first, panel.row("w-ar")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    assert panel.page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_markup_in_messages_is_text(agent: Panel, desk: Desk) -> None:
    desk.say("w-en", "user", "<img src=x onerror=alert(1)> <b>bold</b>")
    agent.open("w-en")
    expect(agent.messages.last).to_contain_text("<img src=x")
    assert agent.messages.last.locator("img, b >> text=bold").count() == 0


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


def violations(page: Page) -> list[str]:
    results = Axe().run(page, options=AXE)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


def without_policy(page: Page) -> None:
    """axe itself writes markup, which the page's Trusted Types would refuse."""

    def relax(route: Route) -> None:
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if k != "content-security-policy"}
        route.fulfill(response=response, headers=headers)

    page.route(re.compile(r"/panel(#.*)?$"), relax)


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
    without_policy(page)
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
