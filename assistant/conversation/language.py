"""Which language a conversation is held in."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.commands import parse_command
from assistant.storage.records import MessageRecord
from connectors.protocol import InboundMessage
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES


def choose_language(message: InboundMessage, so_far: str | None) -> str:
    """Declared by the person, else that of the text, else that of the conversation so far."""
    if message.language is not None:
        return message.language
    if message.payload is not None or parse_command(message.text):
        return so_far or DEFAULT_LANGUAGE
    found = identify(message.text, prior=so_far).language
    if found in LANGUAGES:
        return found
    return so_far or DEFAULT_LANGUAGE


def language_after(replies: Sequence[MessageRecord], language: str) -> str:
    """The language the conversation goes on in: another one where the person asked for it."""
    for reply in replies:
        changed = ((reply.content or {}).get("custom") or {}).get("changed_to")
        if changed in LANGUAGES:
            return str(changed)
    return language
