"""What axe has against a page, by the rules of WCAG 2.2 at level AA."""

from __future__ import annotations

from re import Pattern

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, Route

_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}


def violations(page: Page) -> list[str]:
    """Each rule that is broken, with the element and what would mend it."""
    results = Axe().run(page, options=_RULES)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results.response["violations"]
        for node in found["nodes"]
    ]


def without_policy(page: Page, address: str | Pattern[str]) -> None:
    """axe itself writes markup, which the page's Trusted Types would refuse."""

    def relax(route: Route) -> None:
        response = route.fetch()
        headers = {k: v for k, v in response.headers.items() if k != "content-security-policy"}
        route.fulfill(response=response, headers=headers)

    page.route(address, relax)
