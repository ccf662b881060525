"""Telegram bots, by the Bot API. How one is set up: docs/channels.md."""

from connectors.telegram.platform import TelegramPlatform
from connectors.telegram.settings import TelegramSettings

__all__ = ["TelegramPlatform", "TelegramSettings"]
