"""One conversation: reading, taking over, answering, giving back."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.panel import Panel
from tests.browser.panel_api import Desk


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


def test_a_conversation_that_was_deleted_goes(agent: Panel, desk: Desk) -> None:
    agent.open("w-en")
    desk.publish("removed", {"conversation": "w-en"})
    expect(agent.notices).to_contain_text("was deleted")
    expect(agent.row("w-en")).to_have_count(0)
    expect(agent.conversation).to_contain_text("Choose a conversation")


def test_what_is_composed_by_an_input_method_is_not_sent(agent: Panel, desk: Desk) -> None:
    before = len(desk.messages["w-en"])
    agent.take("w-en").field.fill("ni hao")
    agent.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        " {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    expect(agent.field).to_have_value("ni hao")
    assert len(desk.messages["w-en"]) == before


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


def test_markup_in_messages_is_text(agent: Panel, desk: Desk) -> None:
    desk.say("w-en", "user", "<img src=x onerror=alert(1)> <b>bold</b>")
    agent.open("w-en")
    expect(agent.messages.last).to_contain_text("<img src=x")
    assert agent.messages.last.locator("img, b >> text=bold").count() == 0
