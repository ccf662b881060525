"""The pictures of docs/agents-guide*.md, taken from the page with its interface in memory.

python -m tests.browser.panel_images docs/images
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Locator, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, serve
from tests.browser.panel import Panel
from tests.browser.panel_api import create_panel_app

Take = Callable[[str], None]

COLOURS = 96
LOCALES = {"zh": "zh-CN", "en": "en-GB"}


def settle(panel: Panel, found: Locator) -> None:
    """Wait until something is there, and what it moves has come to rest."""
    found.first.wait_for()
    panel.page.evaluate("document.fonts.ready")
    panel.page.wait_for_timeout(250)


def keep(picture: bytes, path: Path) -> None:
    """Write a picture with few colours: a third of the size, and nothing to be seen of it."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def at_the_desk(panel: Panel, take: Take) -> None:
    """Sign-in, queue, a conversation with all that belongs to it."""
    page = panel.page
    panel.visit()
    settle(panel, page.locator("input"))
    take("sign-in")
    panel.sign_in()
    settle(panel, panel.row("w-urgent").locator(".clock span"))
    take("queue")
    panel.open("w-ar")
    settle(panel, panel.assist.locator(".suggestion"))
    take("conversation")
    page.keyboard.press("Alt+a")
    settle(panel, panel.field)
    page.keyboard.press("F2")
    settle(panel, panel.field)
    take("insert")
    page.keyboard.press("Enter")
    page.keyboard.press("F4")
    settle(panel, page.locator(".phrase"))
    take("phrasebook")
    page.keyboard.press("Escape")
    panel.field.fill("请您明天上午来。")
    page.keyboard.press("Alt+b")
    settle(panel, page.locator(".checked .label"))
    page.keyboard.press("Alt+n")
    page.keyboard.type("对方下周一要出差")
    page.keyboard.press("Enter")
    settle(panel, page.locator(".notes li"))
    take("case")
    page.keyboard.press("Alt+x")
    settle(panel, panel.dialog)
    take("close")
    page.keyboard.press("Escape")
    page.keyboard.press("F1")
    settle(panel, panel.dialog)
    take("keys")
    page.keyboard.press("Escape")


def elsewhere(panel: Panel, take: Take) -> None:
    """Call mode, insight, content, and the panel in the dark."""
    page = panel.page
    page.keyboard.press("F9")
    page.keyboard.press("Alt+4")
    page.keyboard.type("怎么登记住址")
    page.keyboard.press("Enter")
    settle(panel, page.locator("panel-call .suggestion"))
    take("call")
    page.locator("nav [data-view=insight]").click()
    settle(panel, page.locator("svg.chart"))
    take("insight")
    page.locator("nav [data-view=content]").click()
    page.locator("panel-content .row").first.click()
    settle(panel, page.locator(".preview table"))
    take("content")
    page.emulate_media(color_scheme="dark")
    page.keyboard.press("F7")
    settle(panel, panel.messages)
    take("dark")


def picture_all(browser: Browser, folder: Path, language: str) -> None:
    """Every picture, with the page in one language."""
    for site in serve(create_panel_app()):
        context = browser.new_context(
            viewport={"width": 1280, "height": 720},
            locale=LOCALES[language],
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        panel = Panel(context.new_page(), site)

        def take(name: str, panel: Panel = panel) -> None:
            keep(panel.page.screenshot(), folder / f"panel-{name}.{language}.png")

        at_the_desk(panel, take)
        elsewhere(panel, take)
        context.close()


def main() -> None:
    """Take the pictures into the folder that is named."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for language in LOCALES:
            picture_all(browser, Path(sys.argv[1]), language)
        browser.close()


if __name__ == "__main__":
    main()
