"""Channels whose platform posts to a webhook and takes answers by its own API.

What they share stands here: an inbox, which keeps every message before its receipt is confirmed;
an outbox, which keeps every answer until the platform has taken it; and the path between the two. A
channel adds a `Platform`: who may post, what was posted, how an answer looks, how it is sent.

    connector = MailboxConnector(TelegramPlatform(settings), conversation, storage, ...)
    app.include_router(create_router(connector))
"""

from connectors.mailbox.connector import MailboxConnector
from connectors.mailbox.platform import Platform
from connectors.mailbox.router import create_router

__all__ = ["MailboxConnector", "Platform", "create_router"]
