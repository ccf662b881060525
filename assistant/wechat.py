"""The WeChat channel put into the application, where it is configured."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.storage.wechat import WeChatRepository
from connectors.protocol import Conversation
from connectors.wechat import WeChatConnector, WeChatSettings, create_router


def include_wechat(
    app: FastAPI,
    conversation: Conversation,
    engine: Callable[[], Engine],
    secret: Callable[[], bytes],
) -> WeChatConnector | None:
    """Add the channel's routes if WECHAT_TOKEN is set; the connector stands in `app.state.wechat`.

    Raises:
        ValueError: the settings contradict each other.
    """
    settings = WeChatSettings()
    connector = None
    if settings.enabled:
        storage = WeChatRepository(engine)
        connector = WeChatConnector(conversation, settings, storage, secret=secret())
        app.include_router(create_router(connector))
    app.state.wechat = connector
    return connector
