"""The web chat: a widget for any page, and the connector that serves it."""

from connectors.webchat.config import WidgetContent
from connectors.webchat.delivery import WebChatDelivery
from connectors.webchat.linking import WebLinks
from connectors.webchat.live import LiveSessions
from connectors.webchat.releases import Release, Releases
from connectors.webchat.router import create_router

__all__ = [
    "LiveSessions",
    "Release",
    "Releases",
    "WebChatDelivery",
    "WebLinks",
    "WidgetContent",
    "create_router",
]
