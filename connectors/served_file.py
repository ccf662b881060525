"""Files as they are served: read and compressed once."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response


@dataclass(frozen=True)
class ServedFile:
    """A file's content with its type, compressed form and entity tag. `shared` are the headers that
    every file of its kind has."""

    shared: ClassVar[Mapping[str, str]] = {}

    content: bytes
    media_type: str
    compressed: bytes = field(init=False)
    tag: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compressed", gzip.compress(self.content, 9, mtime=0))
        object.__setattr__(self, "tag", hashlib.sha256(self.content).hexdigest()[:32])

    def response(self, request: Request, headers: Mapping[str, str] | None = None) -> Response:
        """The file, compressed where the client takes that; 304 where it has it already."""
        compress = "gzip" in request.headers.get("accept-encoding", "")
        tag = f'"{self.tag}-gzip"' if compress else f'"{self.tag}"'
        all_headers = {**self.shared, "ETag": tag, **(headers or {})}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=all_headers)
        if compress:
            all_headers["Content-Encoding"] = "gzip"
        content = self.compressed if compress else self.content
        return Response(content, headers=all_headers, media_type=self.media_type)
