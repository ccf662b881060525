"""Languages: picked, written, asked for in words, from right to left."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.widget import Widget


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
