"""The chat widget in a real browser, with a conversation in memory."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.widget import Widget


@pytest.fixture
def widget(page: Page, site: str) -> Widget:
    return Widget(page, site)
