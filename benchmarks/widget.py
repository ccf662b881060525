"""What the chat widget weighs on the wire, compressed."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

import httpx

from benchmarks.servers import Server
from nlu.languages import FULL_LANGUAGES


@dataclass(frozen=True)
class WidgetWeight:
    """Bytes: of the loader, which every page gets; of what comes when the chat is opened; of the
    sentences of the language with the longest."""

    loader: int
    modules: int
    sentences: int

    @property
    def total(self) -> int:
        """Bytes until a person can write."""
        return self.loader + self.modules + self.sentences


def measure(server: Server) -> WidgetWeight:
    """The weight of the widget that a server gives."""
    base = server.webhook.removesuffix("/webhooks/rest/webhook")
    with httpx.Client(base_url=base, headers={"Accept-Encoding": "gzip"}) as client:
        page = client.get("/demo").text
        folder = re.findall(r'src="(widget/\w+/)widget.js"', page)[0]
        loader = client.get("/widget.js")
        names = sorted(set(re.findall(r'"([\w-]+\.js)":"sha', loader.text)))
        modules = (client.get(f"/{folder}{name}") for name in names)
        configs = (client.get(f"/webhooks/webchat/config?language={c}") for c in FULL_LANGUAGES)
        return WidgetWeight(
            int(loader.headers["content-length"]),
            sum(int(module.headers["content-length"]) for module in modules),
            max(len(gzip.compress(config.content)) for config in configs),
        )
