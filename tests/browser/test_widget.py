"""The chat widget in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.widget import Widget

PHONE = {"width": 360, "height": 740}
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


@pytest.fixture
def widget(page: Page, site: str) -> Widget:
    return Widget(page, site)


def contents(widget: Widget) -> tuple[int, int]:
    return widget.questions.count(), widget.answers.count()


def test_nothing_is_loaded_before_it_is_opened(widget: Widget) -> None:
    requested: list[str] = []
    widget.page.on("request", lambda request: requested.append(request.url))
    widget.page.on("websocket", lambda socket: requested.append(socket.url))
    widget.visit()
    widget.page.wait_for_load_state("networkidle")
    scripts = [url for url in requested if "/widget/" in url or "/webhooks/" in url]
    assert [url.rpartition("/")[2] for url in scripts] == ["widget.js"]
    widget.launcher.click()
    widget.panel.wait_for()
    assert not [url for url in requested if "/ws" in url or "/sessions" in url]


def test_opens_on_a_greeting_with_languages_and_starters(widget: Widget) -> None:
    widget.visit().launcher.click()
    expect(widget.panel).to_be_visible()
    expect(widget.panel.locator(".greeting")).to_contain_text("Hangzhou")
    expect(widget.panel.locator(".welcome .languages button")).to_have_count(18)
    expect(widget.panel.locator(".starters button")).to_have_count(6)
    expect(widget.panel.locator(".privacy")).to_contain_text("30 days")
    expect(widget.field).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "language"), [("ja-JP", "ja"), ("pt-BR", "pt"), ("nl-NL", "en"), ("ur-PK", "ur")]
)
def test_speaks_the_browsers_language(
    browser: Browser, site: str, locale: str, language: str
) -> None:
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.route("**/demo?*", without_declared_language)
    widget = Widget(page, site).visit()
    widget.launcher.click()
    pressed = widget.panel.locator(".welcome .languages [aria-pressed=true] span").first
    expect(pressed).to_have_attribute("lang", language)
    context.close()


def without_declared_language(route: Route) -> None:
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace("data-language", "data-nothing"))


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


def test_picking_a_language_and_asking_again_in_it(widget: Widget) -> None:
    widget.open().ask("How do I register?")
    widget.panel.locator("header .language").click()
    widget.dialog.get_by_text("日本語").click()
    expect(widget.field).to_have_attribute("placeholder", "質問を入力してください")
    expect(widget.launcher).to_contain_text("質問する")
    widget.answers.first.get_by_text("この回答を日本語で表示").click()
    expect(widget.answers).to_have_count(2)
    expect(widget.answers.nth(1).locator("article")).to_have_attribute("lang", "ja")
    widget.page.reload()
    expect(widget.launcher).to_contain_text("質問する")


def test_goes_on_in_the_language_that_the_person_writes(widget: Widget) -> None:
    answer = widget.open().ask("كيف أسجّل عنواني؟")
    expect(answer.locator("article")).to_have_attribute("lang", "ar")
    expect(widget.panel).to_have_css("direction", "rtl")
    expect(widget.launcher).to_have_text("اطرح سؤالاً")
    expect(widget.field).to_be_focused()
    widget.page.reload()
    widget.launcher.click()
    expect(widget.panel).to_have_css("direction", "rtl")
    widget.ask("How do I register my address?")
    expect(widget.answers.last.locator("article")).to_have_attribute("lang", "en")
    expect(widget.panel).to_have_css("direction", "ltr")


def test_a_language_asked_for_in_words_is_a_choice(widget: Widget) -> None:
    widget.open().ask("In Japanese, please")
    expect(widget.field).to_have_attribute("placeholder", "質問を入力してください")
    widget.ask("How do I register my address?")
    expect(widget.answers.last.locator("article")).to_have_attribute("lang", "ja")


def test_right_to_left(widget: Widget) -> None:
    widget.visit("ar")
    launcher = widget.launcher.bounding_box()
    assert launcher
    assert launcher["x"] < 100
    answer = widget.open("ar").ask("كيف أسجّل عنواني؟")
    expect(widget.panel).to_have_css("direction", "rtl")
    panel = widget.panel.bounding_box()
    question = widget.questions.locator(".bubble").bounding_box()
    assert panel
    assert question
    assert panel["x"] == 20
    assert question["x"] - panel["x"] < 40
    expect(answer.locator("article")).to_have_attribute("lang", "ar")
    number = "root.querySelector('.place-card a.call bdi')"
    assert widget.inside(f"getComputedStyle({number}).direction") == "ltr"
    send = widget.panel.locator(".send").bounding_box()
    assert send
    assert send["x"] < panel["x"] + 80


def test_a_language_answered_in_english(widget: Widget) -> None:
    widget.open()
    widget.panel.locator(".languages button", has_text="فارسی").click()
    expect(widget.panel).to_have_css("direction", "rtl")
    expect(widget.panel).to_have_attribute("lang", "en")
    answer = widget.ask("سلام")
    expect(answer.locator("article")).to_have_attribute("lang", "en")


def test_the_page_cannot_break_it(widget: Widget) -> None:
    widget.open()
    before = widget.panel.bounding_box()
    widget.page.evaluate(
        "document.adoptedStyleSheets = [new CSSStyleSheet()];"
        "document.adoptedStyleSheets[0].replaceSync("
        "'* { font-size: 40px !important; margin: 30px !important; float: left !important }')"
    )
    assert widget.panel.bounding_box() == before
    assert widget.inside("getComputedStyle(root.querySelector('textarea')).fontSize") == "16px"


def luminance(widget: Widget, selector: str) -> float:
    colour = widget.inside(f"getComputedStyle(root.querySelector('{selector}')).backgroundColor")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return (red + green + blue) / 765


def test_dark(browser: Browser, site: str) -> None:
    for scheme, is_dark in (("light", False), ("dark", True)):
        context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
        widget = Widget(context.new_page(), site).open()
        widget.ask("hello")
        assert (luminance(widget, "article") < 0.5) is is_dark
        context.close()


def test_a_phone_is_filled(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    widget = Widget(context.new_page(), site).open()
    widget.ask("hello")
    assert widget.panel.bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 740}
    for selector in (".panel", ".log", ".emergency-bar", "header"):
        element = f"root.querySelector('{selector}')"
        assert widget.inside(f"{element}.scrollWidth <= {element}.clientWidth"), selector
    context.close()


def test_zoomed_to_200_percent(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 400})
    widget = Widget(context.new_page(), site).open()
    expect(widget.ask("hello").locator(".text > p").first).to_be_in_viewport()
    expect(widget.field).to_be_in_viewport()
    expect(widget.panel.locator(".emergency-bar")).to_be_in_viewport()
    context.close()


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


def test_a_form(widget: Widget) -> None:
    form = widget.open().ask("form")
    form.get_by_label("Your answer").fill("2026-03-01")
    form.get_by_role("button", name="Send").click()
    expect(widget.questions.nth(1)).to_contain_text("2026-03-01")
    expect(widget.answers).to_have_count(2)
    expect(form.locator("input, .choices")).to_have_count(0)


@pytest.mark.parametrize(
    ("question", "role", "value", "sent"),
    [("number", "spinbutton", "7", "7"), ("form", "textbox", "2026-05-04", "2026-05-04")],
)
def test_a_form_has_a_field_that_fits(
    widget: Widget, question: str, role: str, value: str, sent: str
) -> None:
    answer = widget.open().ask(question)
    field = answer.locator("form.inline input")
    expect(field).to_have_attribute("type", {"spinbutton": "number", "textbox": "date"}[role])
    expect(answer.get_by_role("progressbar")).to_have_count(1)
    field.fill(value)
    answer.get_by_role("button", name="Send").click()
    expect(widget.questions.nth(1).locator(".bubble")).to_have_text(sent)


def test_a_number_out_of_bounds_is_not_sent(widget: Widget) -> None:
    answer = widget.open().ask("number")
    answer.locator("form.inline input").fill("61")
    answer.get_by_role("button", name="Send").click()
    expect(widget.questions).to_have_count(1)


def test_yes_or_no_is_one_tap(widget: Widget) -> None:
    widget.open().ask("yes or no").get_by_role("button", name="Yes").click()
    expect(widget.questions.nth(1).locator(".bubble")).to_have_text("Yes")


def test_a_result_has_its_sum_its_rows_and_a_list_to_tick_and_save(widget: Widget) -> None:
    answer = widget.open().ask("points")
    expect(answer.locator(".total")).to_have_text("72points: category B")
    expect(answer.get_by_role("row")).to_have_count(3)
    answer.get_by_label("Contract").check()
    expect(answer.get_by_label("Contract")).to_be_checked()
    with widget.page.expect_download() as download:
        answer.get_by_role("button", name="Save").click()
    assert download.value.suggested_filename == "Work permit points.txt"
    text = Path(download.value.path()).read_text("utf-8")
    assert "Salary: 17 (260 000 yuan a year)" in text
    assert "Dec 24, 2026: Apply before (30 days before it ends)" in text


def test_only_the_result_is_printed(widget: Widget) -> None:
    answer = widget.open().ask("points")
    widget.page.evaluate("window.print = () => { window.printed = true; }")
    answer.get_by_role("button", name="Print").click()
    assert widget.page.evaluate("window.printed")
    widget.page.emulate_media(media="print")
    expect(widget.dialog.locator(".total")).to_be_visible()
    expect(widget.panel.locator("header")).to_be_hidden()
    expect(widget.page.get_by_role("heading", name="At home in Hangzhou")).to_be_hidden()
    widget.page.emulate_media(media="screen")
    widget.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(widget.dialog).to_have_count(0)
    expect(widget.page.get_by_role("heading", name="At home in Hangzhou")).to_be_visible()


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


def test_the_pages_own_script_can_use_it(widget: Widget) -> None:
    page = widget.visit().page
    page.evaluate(
        "window.heard = [];"
        "for (const event of ['open', 'sent', 'message', 'close'])"
        " void HangzhouChat.on(event, () => heard.push(event))"
    )
    page.locator("#ask").click()
    expect(widget.panel).to_be_visible()
    page.evaluate("HangzhouChat.send('thanks')")
    expect(widget.answers).to_contain_text("You are welcome!")
    page.evaluate("HangzhouChat.close()")
    expect(widget.panel).to_be_hidden()
    assert page.evaluate("heard") == ["open", "sent", "message", "close"]


def with_attributes(attributes: str) -> object:
    def rewrite(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("data-language", f"{attributes} data-language")
        route.fulfill(response=response, body=body)

    return rewrite


def test_its_attributes(widget: Widget) -> None:
    attributes = 'data-position="left" data-colour="#ffcc00" data-title="Ask us" data-open'
    widget.page.route("**/demo?*", with_attributes(attributes))  # type: ignore[arg-type]
    widget.page.goto(f"{widget.site}/demo?lang=en")
    expect(widget.panel.locator("h1")).to_have_text("Ask us")
    box = widget.panel.bounding_box()
    assert box
    assert box["x"] == 20
    header = "getComputedStyle(root.querySelector('header'))"
    assert widget.inside(f"{header}.backgroundColor") == "rgb(255, 204, 0)"
    assert widget.inside(f"{header}.color") == "rgb(17, 17, 17)"


def test_where_nothing_can_be_loaded_the_emergency_numbers_are_shown(widget: Widget) -> None:
    widget.page.route("**/webhooks/**", lambda route: route.abort())
    widget.visit().launcher.click()
    trouble = widget.page.locator("hangzhou-chat .trouble")
    expect(trouble.locator("a[href='tel:110']")).to_be_visible()
    widget.page.unroute_all()
    trouble.get_by_role("button", name="Try again").click()
    expect(widget.panel).to_be_visible()


def test_a_module_that_was_changed_on_the_way_is_not_run(widget: Widget) -> None:
    def tamper(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text() + "\ndocument.title = 'executed';")

    widget.page.route("**/chat.js", tamper)
    widget.visit().launcher.click()
    trouble = widget.page.locator("hangzhou-chat .trouble")
    expect(trouble.locator("a").first).to_have_attribute("href", "tel:110")
    assert widget.page.title() != "executed"
    widget.page.unroute("**/chat.js")
    trouble.get_by_role("button", name="Try again").click()
    expect(widget.panel).to_be_visible()


def test_a_strict_policy_has_nothing_to_say(widget: Widget) -> None:
    widget.page.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " event => violations.push(event.violatedDirective))"
    )
    for language in ("en", "ar"):
        widget.visit(language)
        widget.launcher.click()
        for text in ("address", "html", "form", "emergency"):
            widget.ask(text)
        assert widget.page.evaluate("violations") == []
    assert widget.trouble == []


def violations(page: Page) -> list[str]:
    results = Axe().run(page, options=AXE)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar", "zh"])
def test_axe_finds_nothing(browser: Browser, site: str, scheme: str, language: str) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    context_of_axe_needs_no_policy(page)
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
    context_of_axe_needs_no_policy(widget.page)
    widget.open().panel.locator(opener).click()
    expect(widget.dialog).to_be_visible()
    assert violations(widget.page) == []


def test_axe_finds_nothing_in_the_invitation(widget: Widget) -> None:
    context_of_axe_needs_no_policy(widget.page)
    widget.open().panel.get_by_role("button", name="Menu").click()
    widget.dialog.get_by_role("button", name="Continue in WeChat").click()
    widget.dialog.get_by_role("button", name="Show the code").click()
    expect(widget.dialog.get_by_role("img")).to_be_visible()
    assert violations(widget.page) == []


def test_axe_finds_nothing_in_the_drivers_view(widget: Widget) -> None:
    context_of_axe_needs_no_policy(widget.page)
    widget.open().ask("Where is it?").get_by_role("button", name="Show the driver").click()
    assert violations(widget.page) == []


def context_of_axe_needs_no_policy(page: Page) -> None:
    """axe itself writes markup, which the page's Trusted Types would refuse."""

    def relax(route: Route) -> None:
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if k != "content-security-policy"}
        route.fulfill(response=response, headers=headers)

    page.route("**/demo?*", relax)
