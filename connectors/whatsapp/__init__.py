"""WhatsApp through Meta's Cloud API. How a number is set up: docs/channels.md."""

from connectors.whatsapp.platform import WhatsAppPlatform
from connectors.whatsapp.settings import WhatsAppSettings

__all__ = ["WhatsAppPlatform", "WhatsAppSettings"]
