"""The assist panel as an agent meets it: what tests do with its page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.panel_api import PASSWORD


class Panel:
    """The panel in a tab."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.trouble: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.queue = page.locator("panel-queue")
        self.conversation = page.locator("panel-conversation")
        self.assist = page.locator("panel-assist")
        self.field = page.locator("#composer")
        self.messages = self.conversation.locator(".message")
        self.dialog = page.locator("dialog[open]")
        self.announcer = page.locator("#announcer")
        self.notices = page.locator(".notice")

    def visit(self, address: str = "") -> Panel:
        """Go to the page."""
        self.page.goto(f"{self.site}/panel{address}")
        return self

    def until(self, true: Callable[[], bool], seconds: float = 10) -> None:
        """Wait for what the service knows, which comes after what the page shows."""
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, "it never became true"
            self.page.wait_for_timeout(20)

    def sign_in(self, name: str = "one", password: str = PASSWORD) -> Panel:
        """Go to the page and sign in, to the queue."""
        self.visit()
        self.page.locator("input[autocomplete=username]").fill(name)
        self.page.locator("input[autocomplete=current-password]").fill(password)
        self.page.keyboard.press("Enter")
        self.queue.locator(".row").first.wait_for()
        return self

    def group(self, name: str) -> Locator:
        """One part of the queue."""
        return self.queue.locator(f".group.{name}")

    def row(self, identity: str) -> Locator:
        """A conversation in the queue."""
        return self.queue.locator(f"#row-{identity}")

    def open(self, identity: str) -> Panel:
        """Open a conversation from the queue."""
        self.row(identity).click()
        self.messages.first.wait_for()
        return self

    def take(self, identity: str) -> Panel:
        """Open a conversation and take it over."""
        self.open(identity).page.keyboard.press("Alt+a")
        self.field.wait_for()
        return self

    def say(self, text: str) -> Locator:
        """Write and send; gives the message."""
        self.field.fill(text)
        self.field.press("Enter")
        return self.messages.filter(has_text=text).last

    def _note(self, message: Any) -> None:
        expected = "the server responded with a status of 4"
        if message.type in {"error", "warning"} and expected not in message.text:
            self.trouble.append(message.text)
