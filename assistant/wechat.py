"""The WeChat channel put into the application, where it is configured."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.clock import now
from assistant.desk.deliveries import Deliveries, Reach
from assistant.storage.wechat import WeChatRepository
from connectors.protocol import Conversation
from connectors.wechat import WeChatConnector, WeChatSettings, create_router
from connectors.wechat.respond import CHANNEL
from knowledge.library import shared_library


class WeChatReach:
    """Whether WeChat allows a push to a person now, and until when."""

    def __init__(self, storage: WeChatRepository) -> None:
        self._storage = storage

    async def __call__(self, sender: str) -> Reach:
        """The person's window."""
        person = await asyncio.to_thread(self._storage.find_person, sender)
        at = now()
        if person is None or not person.pushes_left(at):
            return Reach("closed_window")
        ends = (person.message_until, person.click_until)
        return Reach("open", max(end for end in ends if end is not None and end > at))


def include_wechat(
    app: FastAPI,
    conversation: Conversation,
    engine: Callable[[], Engine],
    secret: Callable[[], bytes],
    deliveries: Deliveries,
) -> WeChatConnector | None:
    """Add the channel's routes if WECHAT_TOKEN is set; the connector stands in `app.state.wechat`.

    Raises:
        ValueError: the settings contradict each other.
    """
    settings = WeChatSettings()
    connector = None
    if settings.enabled:
        storage = WeChatRepository(engine)
        connector = WeChatConnector(
            conversation, settings, storage, secret=secret(), library=shared_library()
        )
        app.include_router(create_router(connector))
        deliveries.add(CHANNEL, connector, WeChatReach(storage))
    app.state.wechat = connector
    return connector
