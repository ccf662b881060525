"""Static files, read and compressed once at start-up."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

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


@dataclass(frozen=True)
class StaticFile:
    """A file's content with its type, compressed form and entity tag."""

    content: bytes
    media_type: str
    compressed: bytes = field(init=False)
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compressed", gzip.compress(self.content, 9, mtime=0))
        object.__setattr__(self, "tag", hashlib.sha256(self.content).hexdigest()[:32])

    def response(self, request: Request, headers: dict[str, str] | None = None) -> Response:
        """The file, compressed where the client takes that; 304 where it has it already."""
        compress = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.tag}-gzip"' if compress else f'"{self.tag}"'
        all_headers = {**_SHARED_HEADERS, "ETag": tag, **(headers or {})}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=all_headers)
        if compress:
            all_headers["Content-Encoding"] = "gzip"
        content = self.compressed if compress else self.content
        return Response(content, headers=all_headers, media_type=self.media_type)


IMMUTABLE = {"Cache-Control": "public, max-age=31536000, immutable"}
"""For addresses that name their content."""


def read_file(path: Path) -> StaticFile:
    """One file. Raises KeyError where its type is not one that is served."""
    return StaticFile(path.read_bytes(), MEDIA_TYPES[path.suffix])


def read_folder(folder: Path) -> dict[str, StaticFile]:
    """The files of a folder by name; those of other types are left out."""
    return {path.name: read_file(path) for path in folder.iterdir() if path.suffix in MEDIA_TYPES}
