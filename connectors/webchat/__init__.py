"""The web chat: a widget for any page, and the connector that serves it."""

from connectors.webchat.config import WidgetContent
from connectors.webchat.live import LiveSessions
from connectors.webchat.router import create_router
from connectors.webchat.strings import Strings

__all__ = ["LiveSessions", "Strings", "WidgetContent", "create_router"]
