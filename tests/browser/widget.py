"""The widget as a person meets it: what tests do with a page that has the chat on it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page


class Widget:
    """The chat on a page. Locators reach into its shadow root."""

    def __init__(self, page: Page, site: str) -> None:
        self.page = page
        self.site = site
        self.trouble: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.launcher = page.locator("hangzhou-chat .launcher")
        self.panel = page.locator("hangzhou-chat .panel")
        self.field = self.panel.locator("textarea")
        self.questions = self.panel.locator("li.mine")
        self.answers = self.panel.locator("li.theirs")
        self.announcer = self.panel.locator("[role=status]")
        self.dialog = self.panel.locator("dialog[open]")

    def visit(self, language: str = "en") -> Widget:
        """Go to the demo page."""
        self.page.goto(f"{self.site}/demo?lang={language}")
        self.launcher.wait_for()
        return self

    def open(self, language: str = "en") -> Widget:
        """Go to the demo page, open the chat and put the privacy notice away."""
        self.visit(language).launcher.click()
        self.panel.wait_for()
        self.panel.locator(".privacy button").click()
        return self

    def ask(self, text: str) -> Locator:
        """Ask by typing; gives the last message of the answer."""
        before = self.answers.count()
        self.field.fill(text)
        self.field.press("Enter")
        answer = self.answers.nth(before)
        answer.wait_for()
        return answer

    def inside(self, script: str) -> Any:
        """Run a script with `root` as the shadow root."""
        body = f"const root = document.querySelector('hangzhou-chat').shadowRoot; return {script}"
        return self.page.evaluate(f"(() => {{ {body} }})()")

    def _note(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(message.text)
