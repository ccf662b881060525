"""A conversation in memory, and an application around it with answers of every kind."""

from __future__ import annotations

import asyncio
import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi import FastAPI

from connectors import rest, webchat
from connectors.errors import NotFound
from connectors.protocol import (
    HistoryItem,
    InboundMessage,
    Invitation,
    LinkCode,
    OutboundMessage,
    Rating,
)
from connectors.webchat.languages import CODES
from nlu.catalogues import sentences
from tests.connectors.answers import canned_answer

SECRET = b"a secret only for tests, 32 bytes"
EMERGENCY = {
    "police": "110",
    "ambulance": "120",
    "fire": "119",
    "traffic": "122",
    "city": "12345",
    "immigration": "12367",
}

Answer = Callable[[InboundMessage], Sequence[OutboundMessage]]


def echo(message: InboundMessage) -> Sequence[OutboundMessage]:
    """The message back, as a notice."""
    language = message.language or "en"
    return [OutboundMessage("", message.text, custom={"type": "notice", "language": language})]


@dataclass
class FakeConversation:
    """Keeps everything in memory; answers by a function, after `delay` seconds, and not while it is
    held."""

    answer: Answer = echo
    delay: float = 0.0
    handled: list[InboundMessage] = field(default_factory=list)
    ratings: list[tuple[str, str, Rating, str | None]] = field(default_factory=list)
    error: Exception | None = None
    channels: Sequence[str] = ()
    live: webchat.LiveSessions = field(default_factory=webchat.LiveSessions)
    items: defaultdict[tuple[str, str], list[HistoryItem]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _open: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._open.set()

    def hold(self) -> None:
        """From now on no answer is ready."""
        self._open.clear()

    def let_go(self) -> None:
        """What was held is answered now."""
        self._open.set()

    async def handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        self.handled.append(message)
        self._store(message, "user", self._identity(), message.text, None)
        await asyncio.sleep(self.delay)
        await self._open.wait()
        if self.error:
            raise self.error
        return [self._store_answer(message, answer) for answer in self.answer(message)]

    async def history(
        self, channel: str, sender: str, after: str | None, limit: int
    ) -> Sequence[HistoryItem]:
        items = self.items[channel, sender]
        seen = [n for n, item in enumerate(items, 1) if item.id == after]
        return items[seen[0] if seen else 0 :][-limit:]

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        self.items.pop((channel, sender), None)

    async def begin_link(self, channel: str, sender: str) -> LinkCode:
        return LinkCode("7K3M-9QWX-A2BC", 600)

    async def linked(self, channel: str, sender: str) -> Sequence[str]:
        return self.channels

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        if message_id not in {item.id for item in self.items[channel, sender] if item.message}:
            raise NotFound("no-such-message", "There is no such message.")
        self.ratings.append((sender, message_id, rating, comment))

    def _identity(self) -> str:
        return f"item-{next(self._numbers)}"

    def _store_answer(self, message: InboundMessage, answer: OutboundMessage) -> OutboundMessage:
        stored = replace(answer, id=self._identity())
        role = "agent" if answer.custom.get("agent") else "bot"
        self._store(message, role, stored.id, stored.text, stored)
        return stored

    def _store(
        self,
        message: InboundMessage,
        role: str,
        identity: str,
        text: str,
        answer: OutboundMessage | None,
    ) -> None:
        item = HistoryItem(
            id=identity,
            role=role,  # type: ignore[arg-type]
            text=text,
            language=message.language or "en",
            created_at="2026-11-23T08:00:00+00:00",
            message=answer,
            message_id=None if answer else message.message_id,
        )
        self.items[message.channel, message.sender].append(item)


@dataclass(frozen=True)
class Invited:
    """A channel that conversations can be taken along to."""

    async def invite(self, link: LinkCode) -> Invitation:
        return Invitation(f"http://weixin.qq.com/q/{link.code}", "Hangzhou")


def create_app(
    conversation: FakeConversation,
    *,
    allowed_origins: Collection[str] = (),
    token: str | None = None,
    folder: Path | None = None,
    overrides: Mapping[str, object] | None = None,
) -> FastAPI:
    """An application with the REST and web chat channels."""
    strings = sentences("widget")
    content = webchat.WidgetContent(
        strings, EMERGENCY, retention_days=30, person_payload="/talk_to_person", link=True
    )
    app = FastAPI()
    app.include_router(rest.create_router(conversation, languages=CODES, token=token))
    app.include_router(
        webchat.create_router(
            conversation,
            secret=SECRET,
            strings=strings,
            releases=webchat.Releases(webchat.Release.build(strings, content.config_for), folder),
            config_for=lambda language: {**content.config_for(language), **(overrides or {})},
            allowed_origins=allowed_origins,
            live=conversation.live,
            links=webchat.WebLinks(conversation, Invited()),
        )
    )
    app.state.conversation = conversation
    return app


def create_demo_app() -> FastAPI:
    """The application for browser tests: a canned answer of the kind that a question names."""
    return create_app(FakeConversation(canned_answer, delay=0.15))
