"""The whole service in a real browser: real questions, real answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget import Widget
from tests.conftest import RunningService


@pytest.fixture
def widget(page: Page, service: RunningService) -> Widget:
    return Widget(page, service.url)


def test_a_question_gets_a_card_with_sources_and_tap_to_call(widget: Widget) -> None:
    card = widget.open().ask("how do i register my address").locator("article")
    expect(card.locator(".text strong").first).to_have_text("within 24 hours")
    expect(card.locator("a[href='tel:12367']").first).to_be_visible()
    card.locator("summary").click()
    expect(card.locator("blockquote[lang=zh]").first).to_contain_text("第三十九条")
    assert widget.trouble == []


def test_arabic_is_written_from_right_to_left(widget: Widget) -> None:
    answer = widget.open("ar").ask("كم يوما يمكنني البقاء بدون تأشيرة عند العبور")
    article = answer.locator("article")
    expect(article).to_have_attribute("lang", "ar")
    expect(article).to_contain_text("240 ساعة")
    assert article.evaluate("node => getComputedStyle(node).direction") == "rtl"
    assert widget.trouble == []


def test_chinese_within_arabic_keeps_its_full_stop_at_its_end(widget: Widget) -> None:
    article = widget.open("ar").ask("عضني كلب، إلى أين أذهب؟").locator("article")
    to_show = article.locator("bdi[lang='zh-CN'][dir='ltr']", has_text="我被动物咬伤了")
    expect(to_show).to_have_text("我被动物咬伤了。")
    assert widget.trouble == []


def test_japanese_on_a_phone_in_the_dark(context: BrowserContext, service: RunningService) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    widget = Widget(page, service.url)
    answer = widget.open("ja").ask("病院で英語が通じるところはありますか")
    expect(answer.locator("article")).to_have_attribute("lang", "ja")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert widget.trouble == []


def test_what_is_not_our_business_offers_a_person(widget: Widget) -> None:
    answer = widget.open().ask("best pizza recipe?")
    expect(answer).to_contain_text("12345")
    answer.get_by_role("button", name="Talk to a person").click()
    expect(widget.answers.nth(1)).to_contain_text("12367")
