"""Traces by OpenTelemetry, where a setting names a collector; nothing of it is loaded otherwise.

What is in a trace: that a request, a turn, the dialogue, a search, a statement, a delivery, a call
to another service took place, when and for how long, on which channel, and whether it failed; the
ids of request and conversation, as in the log. Never: a text, a sender, an address, a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.tracing.tracing import Tracing


def start_tracing(settings: Settings) -> Tracing | None:
    """The traces of this process, or None where no collector is set."""
    if settings.traces_url is None:
        return None
    from assistant.tracing.tracing import Tracing

    return Tracing(settings.traces_url, settings.traces_share, settings.translator_url)
