"""Which language a conversation is held in."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.commands import parse_command
from assistant.storage.records import MessageRecord
from connectors.protocol import InboundMessage
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES


def choose_language(message: InboundMessage, so_far: str | None) -> str:
    """Declared by the person, else that of the text, else that of the conversation so far, else
    that of the page around it."""
    if message.language is not None:
        return message.language
    known = so_far or message.locale
    if message.payload is None and not parse_command(message.text):
        found = identify(message.text, prior=known).language
        if found in LANGUAGES:
            return found
    return known or DEFAULT_LANGUAGE


def language_after(replies: Sequence[MessageRecord], language: str) -> str:
    """The language the conversation goes on in: another one where the person asked for it."""
    for reply in replies:
        changed = ((reply.content or {}).get("custom") or {}).get("changed_to")
        if changed in LANGUAGES:
            return str(changed)
    return language
