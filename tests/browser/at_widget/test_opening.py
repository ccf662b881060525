"""How it opens, in which language, and on which screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.widget import Widget

PHONE = {"width": 360, "height": 740}


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


def test_where_nothing_can_be_loaded_the_emergency_numbers_are_shown(widget: Widget) -> None:
    widget.page.route("**/webhooks/**", lambda route: route.abort())
    widget.visit().launcher.click()
    trouble = widget.page.locator("hangzhou-chat .trouble")
    expect(trouble.locator("a[href='tel:110']")).to_be_visible()
    widget.page.unroute_all()
    trouble.get_by_role("button", name="Try again").click()
    expect(widget.panel).to_be_visible()
