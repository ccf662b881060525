"""An answer as parts: so many as the platform takes in a row, the others held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from connectors.mailbox.platform import Part, Platform
from connectors.mailbox.responder import Response
from connectors.mailbox.storage import Owed
from connectors.protocol import Button, OutboundMessage
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE


def in_parts(platform: Platform, response: Response, receipt: Mapping[str, str]) -> Owed:
    """An answer as parts: so many as may be sent now, the others when they are asked for."""
    parts = list(platform.render(response.messages))
    if receipt and parts:
        parts[0] = {**parts[0], "receipt": dict(receipt)}
    waiting, held = _bursts(platform, parts, response.language or DEFAULT_LANGUAGE)
    offered = None if response.said_by_us else choices(response.messages)
    return Owed(waiting, held, response.language, offered, response.notified, response.deleted)


def _bursts(platform: Platform, parts: list[Part], language: str) -> tuple[list[Part], list[Part]]:
    """The parts to be sent now and those to be held, with a sentence between them."""
    most = platform.burst
    if len(parts) <= most:
        return parts, []
    text = sentences().say("wechat.more", language)
    more = platform.render([OutboundMessage("", text, (), {"language": language})])
    size = max(most - len(more), 1)
    bursts = [parts[begin : begin + size] for begin in range(0, len(parts), size)]
    bursts[:-1] = [[*burst, *more] for burst in bursts[:-1]]
    return bursts[0], [part for burst in bursts[1:] for part in burst]


def choices(messages: Sequence[OutboundMessage]) -> tuple[Button, ...]:
    """The buttons of all messages, in order."""
    return tuple(button for message in messages for button in message.buttons)
