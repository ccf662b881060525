"""Facebook Messenger. How a page is set up: docs/channels.md."""

from connectors.messenger.platform import MessengerPlatform
from connectors.messenger.settings import MessengerSettings

__all__ = ["MessengerPlatform", "MessengerSettings"]
