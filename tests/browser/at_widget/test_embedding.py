"""In somebody else's page: its styles, scripts, attributes and policies."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browser.widget import Widget


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
