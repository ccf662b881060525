"""What is said to a message: words and buttons go to the conversation, the rest has a sentence of
the catalogues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from connectors.choices import ASK, in_own_language, located, own_words, recalled, whats_near
from connectors.errors import TooManyRequests, Unprocessable
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.storage import Correspondent
from connectors.plain_text import chosen
from connectors.protocol import Button, Conversation, InboundMessage, OutboundMessage
from connectors.text import clean_message
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, FULL_LANGUAGES, answer_language

CATALOGUE: Final = "channels"
ENTRY: Final = re.compile(r"(guide|place|article):[a-z0-9-]{1,100}")

_UNREADABLE: Final = {
    "voice": "wechat.voice",
    "image": "wechat.image",
    "file": "wechat.link",
}


@dataclass(frozen=True)
class Response:
    """An answer. `said_by_us` is a sentence that leaves the choices of the last answer valid."""

    messages: Sequence[OutboundMessage]
    notified: bool = False
    said_by_us: bool = False

    @property
    def deleted(self) -> bool:
        """Whether the person had everything about them deleted."""
        return any(message.custom.get("deleted") for message in self.messages)

    @property
    def language(self) -> str | None:
        """The language of the answer; None where a sentence of ours tells nothing about it."""
        if self.said_by_us:
            return None
        named = (message.custom.get("language") for message in self.messages)
        return next((str(language) for language in named if language), None)


class Responder:
    """Answers messages by way of the conversation. `days` is how long conversations are kept."""

    def __init__(self, conversation: Conversation, channel: str, days: int) -> None:
        self._conversation = conversation
        self._channel = channel
        self._days = days

    async def respond(self, message: Incoming, person: Correspondent, key: str) -> Response:
        """The answer. `key` is the message's id for the conversation.

        Raises whatever the conversation raises but what the person must be told (too fast, too
        long): that becomes a sentence.
        """
        try:
            return await self._respond(message, person, key)
        except TooManyRequests:
            return said("wechat.too_fast", person.language)
        except Unprocessable as error:
            too_long = error.code == "message-too-long"
            return said("wechat.too_long" if too_long else "not_understood", person.language)

    async def _respond(self, message: Incoming, person: Correspondent, key: str) -> Response:
        if message.kind == "start":
            return await self._start(message, person, key)
        if message.kind == "button":
            pressed = recalled(message.text, message.payload or "", person.choices)
            return self._noticed(await self._choose(pressed, person, key), person)
        if message.kind == "text":
            choice = _of_ours(message.text, person)
            if choice is not None:
                answers = await self._choose(choice, person, key)
            else:
                answers = await self._ask(person, key, message.text, None, None)
            return self._noticed(answers, person)
        if message.kind == "location":
            return _location(message.text, person)
        if message.kind in _UNREADABLE:
            return said(_UNREADABLE[message.kind], person.language)
        return said("unsupported", person.language, CATALOGUE)

    async def _start(self, message: Incoming, person: Correspondent, key: str) -> Response:
        welcome = [self._welcome(person.language)]
        entry = message.payload or ""
        if not ENTRY.fullmatch(entry):
            return Response(welcome, notified=True, said_by_us=True)
        payload = f'/show_entry{{"entry": "{entry}"}}'
        shown = await self._ask(person, key, entry, payload, person.language)
        return Response([*welcome, *shown], notified=True)

    async def _choose(
        self, choice: Button, person: Correspondent, key: str
    ) -> Sequence[OutboundMessage]:
        if choice.payload.startswith(ASK):
            words = choice.payload[len(ASK) :]
            return await self._ask(person, key, words, None, person.language)
        payload = choice.payload or None
        return await self._ask(person, key, choice.title, payload, person.language)

    async def _ask(
        self,
        person: Correspondent,
        key: str,
        text: str,
        payload: str | None,
        language: str | None,
    ) -> Sequence[OutboundMessage]:
        asked = InboundMessage(
            channel=self._channel,
            sender=person.sender,
            text=own_words(clean_message(text)),
            message_id=key,
            language=language,
            payload=payload,
        )
        return await self._conversation.handle(asked)

    def _noticed(self, answers: Sequence[OutboundMessage], person: Correspondent) -> Response:
        """The answers, and after a person's first ones what is kept of them."""
        response = Response(answers)
        if person.notified or not answers or response.deleted:
            return response
        language = response.language or person.language or DEFAULT_LANGUAGE
        return Response([*answers, self._notice(language)], notified=True)

    def _notice(self, language: str) -> OutboundMessage:
        catalogue = sentences(CATALOGUE)
        values = {
            "kept": catalogue.say_plural("notice.days", language, self._days),
            "delete": catalogue.say("notice.delete", language),
            "export": catalogue.say("notice.export", language),
        }
        return _notice_message(catalogue.say("notice", language, **values), language)

    def _welcome(self, language: str | None) -> OutboundMessage:
        """A greeting, in every language where none is known, and what a person should know."""
        languages = FULL_LANGUAGES if language is None else (language,)
        lines = [sentences().say("wechat.welcome", code) for code in languages]
        notices = [self._notice(code).text for code in ((language,) if language else ("zh", "en"))]
        return _notice_message("\n\n".join(["\n".join(lines), *notices]), language or "en")


def said(key: str, language: str | None, catalogue: str | None = None) -> Response:
    """A sentence of ours, in the person's language; in Chinese and English where it is unknown."""
    if catalogue is None:
        text = in_own_language(key, language)
    else:
        say = sentences(catalogue).say
        text = "\n".join(say(key, code) for code in ((language,) if language else ("zh", "en")))
    message = _notice_message(text, language or DEFAULT_LANGUAGE)
    return Response([message], said_by_us=True)


def _of_ours(text: str, person: Correspondent) -> Button | None:
    """The choice that words mean, of those that this channel offered by itself. The conversation
    knows its own."""
    if not any(choice.payload.startswith(ASK) for choice in person.choices):
        return None
    return chosen(text, person.choices)


def _location(label: str, person: Correspondent) -> Response:
    district = located(label)
    if district is None:
        return said("wechat.location.unknown", person.language)
    language = person.language or DEFAULT_LANGUAGE
    text, choices = whats_near(district, language)
    return Response([_notice_message(text, language, choices)])


def _notice_message(text: str, language: str, buttons: tuple[Button, ...] = ()) -> OutboundMessage:
    custom = {"type": "notice", "language": answer_language(language)}
    return OutboundMessage("", text, buttons, custom)
