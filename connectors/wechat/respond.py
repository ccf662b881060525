"""What is said to a message or event: words and buttons go to the conversation, the rest has a
sentence of the catalogue."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from connectors.choices import ASK, in_own_language, located, own_words, whats_near
from connectors.errors import TooManyRequests, Unprocessable
from connectors.nearby import places_near
from connectors.plain_text import Rendered, chosen, render
from connectors.protocol import Button, Conversation, InboundMessage, OutboundMessage
from connectors.text import clean_message
from connectors.wechat.duplicates import stored_key
from connectors.wechat.menu import pressed
from connectors.wechat.messages import Incoming
from connectors.wechat.storage import Grant, Person
from knowledge.library import Library
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, FULL_LANGUAGES

logger = logging.getLogger(__name__)

CHANNEL: Final = "wechat"
UNSUBSCRIBE: Final = "unsubscribe"
LINK_SCENE: Final = "link-"
"""Begins the scene of a QR code by which a person brings a conversation along; its code follows."""

_SENTENCES: Final = {
    "image": "wechat.image",
    "video": "wechat.image",
    "shortvideo": "wechat.image",
    "link": "wechat.link",
    "file": "wechat.link",
}
_ANSWERED_KINDS: Final = frozenset({"text", "voice", "location", *_SENTENCES})
_CLICKS: Final = frozenset({"click", "scancode_waitmsg"})
_ANSWERED_EVENTS: Final = frozenset({"subscribe", "scan", *_CLICKS})
_ENTRY: Final = re.compile(r"(guide|place|article):[a-z0-9-]{1,100}")


@dataclass(frozen=True)
class Response:
    """An answer, and whether the person had everything about them deleted."""

    answer: Rendered | None
    deleted: bool = False


def is_answered(message: Incoming) -> bool:
    """Whether anything is said to a message; what WeChat adds later is received in silence."""
    if message.kind == "event":
        return message.event in _ANSWERED_EVENTS
    return message.kind in _ANSWERED_KINDS


def granted(message: Incoming, at: datetime) -> Grant:
    """The pushes that WeChat allows after this: five in 48 hours after a message, three in a minute
    after a click, a scan, following, or a tap on a menu sent as a message."""
    if message.kind == "event" or message.fields.get("bizmsgmenuid"):
        return Grant("click", 3, at + timedelta(minutes=1))
    return Grant("message", 5, at + timedelta(hours=48))


class Responder:
    """Answers messages by way of the conversation."""

    def __init__(self, conversation: Conversation, library: Library | None = None) -> None:
        self._conversation = conversation
        self._library = library

    async def respond(self, message: Incoming, person: Person) -> Response:
        """The answer to a message that `is_answered`. Failures become a sentence, too.

        The message's sender is the name under which the conversation knows the person.
        """
        try:
            return await self._respond(message, person)
        except TooManyRequests:
            return _said("wechat.too_fast", person)
        except Unprocessable as error:
            too_long = error.code == "message-too-long"
            return _said("wechat.too_long" if too_long else "not_understood", person)
        except Exception:
            logger.exception("A WeChat message could not be answered")
            return _said("wechat.failed", person)

    async def _respond(self, message: Incoming, person: Person) -> Response:
        if message.kind == "event":
            return await self._event(message, person)
        if message.kind == "text" or message.text:
            choice = chosen(message.text, person.choices)
            if choice is not None:
                return await self._choose(choice, message, person)
            return await self._ask(message, message.text, None, None)
        if message.kind == "location":
            return self._location(message, person)
        return _said(_SENTENCES.get(message.kind, "wechat.voice"), person)

    def _location(self, message: Incoming, person: Person) -> Response:
        """The district, what can be looked for there, and the nearest hospitals and offices."""
        language = person.language or DEFAULT_LANGUAGE
        found = located(message.fields.get("Label", ""))
        places = (
            places_near(self._library, message.coordinates, found, language)
            if self._library is not None
            else []
        )
        if found is None and not places:
            return _said("wechat.location.unknown", person)
        text, choices = (
            whats_near(found, language)
            if found is not None
            else (in_own_language("wechat.location.unknown", person.language), ())
        )
        custom = {"type": "notice", "language": language, "places": places}
        return Response(render([OutboundMessage("", text, choices, custom)]))

    async def _event(self, message: Incoming, person: Person) -> Response:
        welcome = _welcome() if message.event == "subscribe" else None
        if _ENTRY.fullmatch(message.scene):
            payload = f'/show_entry{{"entry": "{message.scene}"}}'
            shown = await self._ask(message, message.scene, payload, person.language)
            return Response(_joined((welcome, shown.answer)))
        if message.scene.startswith(LINK_SCENE):
            code = message.scene[len(LINK_SCENE) :]
            asked = await self._ask(message, code, None, person.language)
            return Response(_joined((welcome, asked.answer)))
        if message.event in _CLICKS:
            meant = pressed(message.event_key, person.language or DEFAULT_LANGUAGE)
            if isinstance(meant, Button):
                return await self._choose(meant, message, person)
            if meant is not None:
                return Response(meant)
        return Response(welcome or _welcome())

    async def _choose(self, choice: Button, message: Incoming, person: Person) -> Response:
        payload = choice.payload
        if payload.startswith(ASK):
            return await self._ask(message, payload[len(ASK) :], None, person.language)
        return await self._ask(message, choice.title, payload or None, person.language)

    async def _ask(
        self, message: Incoming, text: str, payload: str | None, language: str | None
    ) -> Response:
        asked = InboundMessage(
            channel=CHANNEL,
            sender=message.sender,
            text=own_words(clean_message(text)),
            message_id=stored_key(message.duplicate_key),
            language=language,
            payload=payload,
        )
        answers = await self._conversation.handle(asked)
        deleted = any(answer.custom.get("deleted") for answer in answers)
        return Response(render(answers), deleted)


def _said(key: str, person: Person) -> Response:
    text = in_own_language(key, person.language)
    return Response(Rendered(text, person.language or DEFAULT_LANGUAGE, person.choices))


def _welcome() -> Rendered:
    """A line in each language, and what a person should know before they write."""
    say = sentences().say
    lines = [say("wechat.welcome", language) for language in FULL_LANGUAGES]
    return Rendered("\n".join(lines) + "\n\n" + in_own_language("wechat.privacy", None), "en")


def _joined(answers: Iterable[Rendered | None]) -> Rendered | None:
    given = [answer for answer in answers if answer is not None]
    if not given:
        return None
    text = "\n\n".join(answer.text for answer in given)
    return Rendered(text, given[-1].language, given[-1].choices)
