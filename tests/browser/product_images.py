"""The pictures of README.md, taken from the whole service: people ask, an agent takes one over.

python -m tests.browser.product_images docs/images
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Locator, sync_playwright

from assistant.settings import Settings
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.panel_images import keep, settle
from tests.browser.test_panel_service import join
from tests.browser.widget import Widget
from tests.conftest import RunningService, free_port

HEIGHT = 780
DESKTOP = {"width": 900, "height": HEIGHT}
PHONE = {"width": 360, "height": HEIGHT}
GAP = 20
SECONDS = 60_000


def widget(browser: Browser, service: RunningService, language: str, **options: Any) -> Widget:
    """The chat in a browser of its own, opened."""
    context = browser.new_context(reduced_motion="reduce", timezone_id="Asia/Shanghai", **options)
    context.set_default_timeout(SECONDS)
    return Widget(context.new_page(), service.url).open(language)


def show(chat: Widget, found: Locator) -> bytes:
    """A picture of the page once something is there, with that at the top of the chat."""
    found.wait_for()
    chat.page.evaluate("document.fonts.ready")
    found.evaluate("element => element.scrollIntoView({block: 'start'})")
    chat.page.wait_for_timeout(400)
    return chat.page.screenshot()


def beside(pictures: list[bytes], path: Path) -> None:
    """Several pictures in a row."""
    images = [Image.open(BytesIO(picture)).convert("RGB") for picture in pictures]
    width = sum(image.width for image in images) + GAP * (len(images) - 1)
    row = Image.new("RGB", (width, HEIGHT), "white")
    at = 0
    for image in images:
        row.paste(image, (at, 0))
        at += image.width + GAP
    whole = BytesIO()
    row.save(whole, "PNG")
    keep(whole.getvalue(), path)


def picture_widget(browser: Browser, service: RunningService, path: Path) -> None:
    """A question with steps on a desktop, sources on a phone in Arabic, cards in the dark."""
    english = widget(browser, service, "en", viewport=DESKTOP, locale="en-GB")
    english.ask("hi i landed 3 days ago staying at my gfs flat and forgot to register w the police")
    desktop = show(english, english.questions.first)
    phone: dict[str, Any] = {"viewport": PHONE, "is_mobile": True, "has_touch": True}
    arabic = widget(browser, service, "ar", locale="ar", **phone)
    arabic.ask("كم يوما يمكنني البقاء بدون تأشيرة عند العبور")
    sources = arabic.answers.last.locator("details").first
    sources.evaluate("element => { element.open = true; }")
    right_to_left = show(arabic, sources)
    japanese = widget(browser, service, "ja", locale="ja", color_scheme="dark", **phone)
    japanese.ask("病院で英語が通じるところはありますか")
    cards = show(japanese, japanese.answers.last.locator(".place-card").first)
    beside([desktop, right_to_left, cards], path)


def picture_panel(browser: Browser, service: RunningService, path: Path) -> None:
    """An agent with a conversation in Arabic, others waiting and with the bot."""
    people = {
        "ko": ("외국인 거류허가 연장은 언제 신청해야 하나요?", "상담사랑 얘기하고 싶어요"),
        "ru": ("Как продлить разрешение на работу?",),
        "en": ("how much is the fine for overstaying my visa", "can I talk to a person please"),
        "ar": ("كيف أسجل عنواني لدى الشرطة؟", "أريد التحدث إلى موظف"),
    }
    panel = join(browser, service, "li.wei", "agent", "zh", "en", "ar")
    for language, said in people.items():
        chat = widget(browser, service, language, viewport=PHONE)
        for text in said:
            chat.ask(text)
    row = panel.group("waiting").locator(".row", has_text="AR")
    row.click()
    settle(panel, panel.assist.locator(".suggestion"))
    panel.page.keyboard.press("Alt+a")
    settle(panel, panel.field)
    panel.until(lambda: panel.notices.count() == 0, SECONDS / 1000)
    panel.messages.first.evaluate("element => element.scrollIntoView({block: 'start'})")
    settle(panel, panel.field)
    keep(panel.page.screenshot(), path)


def main() -> None:
    """Take both pictures into the folder that is named."""
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        service = RunningService(
            Settings(data_folder=Path(data), port=free_port(), messages_per_minute=6000)
        )
        service.start()
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            picture_widget(browser, service, folder / "widget.png")
            picture_panel(browser, service, folder / "panel.png")
            browser.close()
        finally:
            service.stop()


if __name__ == "__main__":
    main()
