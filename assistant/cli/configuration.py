"""The configuration reference, from the settings themselves."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseSettings

from assistant.settings import ROOT, Settings
from connectors.messenger import MessengerSettings
from connectors.telegram import TelegramSettings
from connectors.twilio import TwilioSettings
from connectors.wechat import WeChatSettings
from connectors.wecom import WeComSettings
from connectors.whatsapp import WhatsAppSettings

CHANNEL_SETTINGS: tuple[type[BaseSettings], ...] = (
    WeChatSettings,
    WeComSettings,
    TelegramSettings,
    TwilioSettings,
    WhatsAppSettings,
    MessengerSettings,
)


def settings_reference() -> str:
    """Every setting of the service, then of each channel, as Markdown tables."""
    parts = [_table(Settings)]
    for channel in CHANNEL_SETTINGS:
        name = channel.__name__.removesuffix("Settings")
        parts.append(f"## {name}\n\n{_table(channel)}")
    return "\n\n".join(parts)


def _table(settings: type[BaseSettings]) -> str:
    return "\n".join(_lines(settings))


def _lines(settings: type[BaseSettings]) -> Iterator[str]:
    yield "| variable | default | meaning |"
    yield "| --- | --- | --- |"
    for name, field in settings.__fields__.items():
        default = "" if field.default is None else str(field.default).replace(f"{ROOT}/", "")
        variable = f"{settings.Config.env_prefix}{name.upper()}"
        yield f"| `{variable}` | {default} | {field.field_info.description} |"
