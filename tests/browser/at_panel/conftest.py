"""The assist panel in a real browser, with its interface in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Page

from tests.browser.conftest import serve
from tests.browser.panel import Panel
from tests.browser.panel_api import Desk, create_panel_app


@pytest.fixture
def app() -> FastAPI:
    return create_panel_app()


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    yield from serve(app)


@pytest.fixture
def desk(app: FastAPI) -> Desk:
    found = app.state.desk
    assert isinstance(found, Desk)
    return found


@pytest.fixture
def panel(page: Page, site: str) -> Panel:
    page.set_viewport_size({"width": 1280, "height": 720})
    return Panel(page, site)


@pytest.fixture
def agent(panel: Panel) -> Iterator[Panel]:
    """Somebody who has signed in; nothing may have gone wrong in the page in the end."""
    panel.sign_in()
    yield panel
    assert panel.trouble == []
