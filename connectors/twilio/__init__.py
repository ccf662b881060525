"""WhatsApp (or SMS) through Twilio. How a number is set up: docs/channels.md."""

from connectors.twilio.platform import TwilioPlatform
from connectors.twilio.settings import TwilioSettings

__all__ = ["TwilioPlatform", "TwilioSettings"]
