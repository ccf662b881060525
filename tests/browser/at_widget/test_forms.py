"""What it asks and works out: fields, bounds, results to keep."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.widget import Widget


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
