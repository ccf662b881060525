"""A choice made in words: "2", "第二个", "the Binjiang one" instead of a press of the button.

Done here for every channel, so that whoever sees no buttons, or prefers to type, can choose.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from assistant.commands import parse_command
from assistant.storage.records import MessageRecord
from connectors.protocol import InboundMessage, asks_for_a_value
from nlu.choices import by_name, chosen

LOOKED_AT: Final = 8
"""So many of the last messages are looked at for choices on offer."""

_MUST_CHOOSE: Final = frozenset({"clarify"})
"""Messages that ask for one of their choices; a part of a name is then enough. A form reads what
else is in a message itself: it may be a question, or the answer to another one."""

Offer = tuple[str, str]
"""What a button says, and its payload."""


def as_choice(message: InboundMessage, recent: Sequence[MessageRecord]) -> InboundMessage:
    """The message as the press of the button it means, or as it is.

    `recent` are the last messages of the conversation, oldest first, without this one.
    """
    if message.payload is not None or parse_command(message.text):
        return message
    offered = list(_offered(recent))
    picked = _picked(message.text, offered, recent) if offered else None
    if picked is None:
        return message
    title, payload = offered[picked]
    if parse_command(payload) is None:
        return replace(message, text=title, payload=payload)
    return replace(message, payload=payload)


def _picked(text: str, offered: Sequence[Offer], recent: Sequence[MessageRecord]) -> int | None:
    titles = [title for title, _ in offered]
    last = recent[-1]
    if asks_for_a_value((last.content or {}).get("custom") or {}):
        number = by_name(text, titles, part=False)
        return None if number is None else number - 1
    # "The last one" is the last of what was listed, and not the "show more" under it.
    listed = [at for at, (_, payload) in enumerate(offered, 1) if "{" in payload]
    return chosen(text, titles, part=last.type in _MUST_CHOOSE, last=max(listed, default=None))


def _offered(recent: Sequence[MessageRecord]) -> Iterator[Offer]:
    """The buttons of everything the bot said last, in the order in which they were shown."""
    said: list[MessageRecord] = []
    for record in reversed(recent):
        if record.role != "bot":
            break
        said.append(record)
    for record in reversed(said):
        for button in (record.content or {}).get("buttons", ()):
            yield button["title"], button["payload"]
