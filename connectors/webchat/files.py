"""The widget's static files, read once at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from connectors.served_file import ServedFile

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".svg": "image/svg+xml",
}

_SHARED_HEADERS = {
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Any page may embed the widget; browsers keep the files but ask whether they are still current, so
that no page runs modules of two releases together."""


class StaticFile(ServedFile):
    """A file of the widget or its demo page."""

    shared: ClassVar[Mapping[str, str]] = _SHARED_HEADERS


IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For addresses that name their content."""


def read_file(path: Path) -> StaticFile:
    """One file. Raises KeyError where its type is not one that is served."""
    return StaticFile(path.read_bytes(), MEDIA_TYPES[path.suffix])


def read_folder(folder: Path) -> dict[str, StaticFile]:
    """The files of a folder by name; those of other types are left out."""
    return {path.name: read_file(path) for path in folder.iterdir() if path.suffix in MEDIA_TYPES}
