"""Every channel put into the application, where its settings are there.

A new channel is one folder in `connectors/` and one line in `_PLATFORMS`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.bus import Bus
from assistant.closed import ClosedConversation
from assistant.desk.deliveries import Deliveries, Reach
from assistant.settings import Settings
from assistant.storage.mailbox import MailboxRepository
from assistant.wechat import include_wechat
from assistant.widget import widget_content, widget_releases
from connectors.clock import system_clock
from connectors.mailbox import MailboxConnector, Platform
from connectors.mailbox.router import create_router as mailbox_router
from connectors.mailbox.storage import People, Storage
from connectors.messenger import MessengerPlatform, MessengerSettings
from connectors.protocol import Conversation, Forgets, Invites, Links
from connectors.rest import create_router as rest_router
from connectors.telegram import TelegramPlatform, TelegramSettings
from connectors.twilio import TwilioPlatform, TwilioSettings
from connectors.webchat.delivery import WebChatDelivery
from connectors.webchat.inbound import CHANNEL as WEB_CHAT
from connectors.webchat.linking import WebLinks
from connectors.webchat.live import LiveSessions
from connectors.webchat.router import create_router as webchat_router
from connectors.wechat.respond import CHANNEL as WECHAT
from connectors.wecom import WeComPlatform, WeComSettings
from connectors.whatsapp import WhatsAppPlatform, WhatsAppSettings
from knowledge.help_numbers import help_numbers
from knowledge.library import shared_library
from nlu.languages import LANGUAGES

REST: Final = "rest"


def _telegram(_: Storage) -> Platform | None:
    settings = TelegramSettings()
    return TelegramPlatform(settings) if settings.enabled else None


def _twilio(_: Storage) -> Platform | None:
    settings = TwilioSettings()
    return TwilioPlatform(settings) if settings.enabled else None


def _whatsapp(_: Storage) -> Platform | None:
    settings = WhatsAppSettings()
    return WhatsAppPlatform(settings) if settings.enabled else None


def _messenger(_: Storage) -> Platform | None:
    settings = MessengerSettings()
    return MessengerPlatform(settings) if settings.enabled else None


def _wecom(storage: Storage) -> Platform | None:
    settings = WeComSettings()
    return WeComPlatform(settings, storage) if settings.enabled else None


_PLATFORMS: Final[Mapping[str, Callable[[Storage], Platform | None]]] = {
    "telegram": _telegram,
    "twilio": _twilio,
    "whatsapp": _whatsapp,
    "messenger": _messenger,
    "wecom": _wecom,
}

CHANNELS: Final = (REST, WEB_CHAT, WECHAT, *_PLATFORMS)
"""The names of all channels, as ASSISTANT_CHANNELS_OFF takes them."""


@dataclass(frozen=True)
class Surroundings:
    """What channels are put into: the conversation, the database, the desk whose words they
    deliver, the bus that wakes the widgets of other workers; `keepers`, which they fill, are the
    channels that keep something of people themselves."""

    conversation: Conversation
    links: Links
    engine: Callable[[], Engine]
    deliveries: Deliveries
    bus: Bus
    keepers: dict[str, Forgets]

    def conversation_of(self, channel: str, off: Collection[str]) -> Conversation:
        """The conversation, or what stands before it where the channel is off."""
        if channel not in off:
            return self.conversation
        numbers = help_numbers(shared_library())
        return ClosedConversation(self.conversation, lambda: numbers, speaks=channel != REST)


@dataclass(frozen=True)
class MailboxReach:
    """Whether a person on a channel can be written to now, for the desk."""

    channel: str
    people: People

    async def __call__(self, sender: str) -> Reach:
        """The person's window; one who is gone has none."""
        person = await asyncio.to_thread(self.people.find_person, self.channel, sender)
        if person is None or person.gone or person.pushes_left == 0:
            return Reach("closed_window")
        until = person.window_until
        closed = until is not None and until <= system_clock()
        return Reach("closed_window" if closed else "open", None if closed else until)


def include_channels(
    app: FastAPI, around: Surroundings, settings: Settings
) -> Mapping[str, MailboxConnector]:
    """Add the routes of every channel; those that have an inbox and an outbox, by name.

    Raises:
        ValueError: the settings of a channel contradict each other, or ASSISTANT_CHANNELS_OFF names
            none.
    """
    off = set(settings.channels_off)
    if off - set(CHANNELS):
        unknown = ", ".join(sorted(off - set(CHANNELS)))
        raise ValueError(f"ASSISTANT_CHANNELS_OFF names no channel: {unknown}")
    token = settings.rest_token.get_secret_value() if settings.rest_token else None
    rest = around.conversation_of(REST, off)
    app.include_router(rest_router(rest, languages=LANGUAGES, token=token))
    wechat = include_wechat(
        app,
        around.conversation_of(WECHAT, off),
        around.engine,
        lambda: settings.signing_key,
        around.deliveries,
    )
    if wechat is not None:
        around.keepers[WECHAT] = wechat
    _include_web_chat(app, around, settings, wechat if WECHAT not in off else None)
    connectors = {}
    storage = MailboxRepository(around.engine)
    for name, build in _PLATFORMS.items():
        platform = build(storage)
        if platform is not None:
            connectors[name] = _include_mailbox(app, around, settings, platform, storage)
    return connectors


def _include_mailbox(
    app: FastAPI, around: Surroundings, settings: Settings, platform: Platform, storage: Storage
) -> MailboxConnector:
    connector = MailboxConnector(
        platform,
        around.conversation_of(platform.name, settings.channels_off),
        storage,
        secret=settings.signing_key,
        days=settings.retention_days,
    )
    app.include_router(mailbox_router(connector))
    reach = MailboxReach(platform.name, storage)
    around.deliveries.add(platform.name, connector, reach)
    around.keepers[platform.name] = connector
    return connector


def _include_web_chat(
    app: FastAPI, around: Surroundings, settings: Settings, target: Invites | None
) -> None:
    content, live = widget_content(settings, link=target is not None), LiveSessions(around.bus)
    app.include_router(
        webchat_router(
            around.conversation_of(WEB_CHAT, settings.channels_off),
            secret=settings.signing_key,
            strings=content.strings,
            releases=widget_releases(settings, content),
            config_for=content.config_for,
            allowed_origins=settings.allowed_origins,
            live=live,
            links=WebLinks(around.links, target) if target is not None else None,
        )
    )
    delivery = WebChatDelivery(live)
    around.deliveries.add(WEB_CHAT, delivery, typing=delivery)
