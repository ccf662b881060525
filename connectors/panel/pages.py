"""The panel's page: its document, its modules, its styles and its sentences.

They say nothing about anybody: whoever is not signed in gets them too, to sign in with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from connectors.errors import NotFound
from connectors.problems import ProblemRoute
from connectors.served_file import ServedFile
from connectors.webchat.releases import STATIC as WEBCHAT

PAGE: Final = Path(__file__).parent / "page"
SHARED: Final = ("widget/dom.js", "widget/richtext.js")
"""Modules of the chat widget that the page uses as they are."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing inline, nothing from elsewhere, no markup made from text."""

_MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
_NOT_SERVED: Final = ("tsconfig.json",)
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""Browsers ask each time whether a file is still current: no page runs modules of two releases."""


class PageFile(ServedFile):
    """A file of the page."""

    shared: ClassVar[Mapping[str, str]] = _HEADERS


def page_files() -> Mapping[str, PageFile]:
    """Every file of the page, by its path under `/panel/page/`."""
    paths = {path.relative_to(PAGE).as_posix(): path for path in PAGE.rglob("*")}
    paths |= {name: WEBCHAT / name for name in SHARED}
    return {
        name: PageFile(path.read_bytes(), _MEDIA_TYPES[path.suffix])
        for name, path in paths.items()
        if path.suffix in _MEDIA_TYPES and name not in _NOT_SERVED
    }


def create_page_router() -> APIRouter:
    """`/panel`, and its files under `/panel/page/`."""
    router = APIRouter(prefix="/panel", tags=["panel"], route_class=ProblemRoute)
    files = page_files()

    @router.get("", summary="The assist panel's page")
    async def page(request: Request) -> Response:
        return files["index.html"].response(request)

    @router.get("/page/{name:path}", include_in_schema=False)
    async def file(request: Request, name: str) -> Response:
        found = files.get(name)
        if found is None:
            raise NotFound("no-such-file", "There is no such file.")
        return found.response(request)

    return router
