"""The settings of a Telegram bot, each from an environment variable `TELEGRAM_…`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseSettings, Field, SecretStr, root_validator


class TelegramSettings(BaseSettings):
    """What @BotFather says, and the secret that Telegram is to send along."""

    bot_token: SecretStr = Field(
        default=SecretStr(""), description="Token of the bot; without it the channel is off."
    )
    webhook_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The `secret_token` given to setWebhook: 1 to 256 letters, digits, _ and -.",
    )
    api_base: str = Field(
        default="https://api.telegram.org", description="Base URL of every call to Telegram."
    )

    class Config:
        env_prefix = "TELEGRAM_"

    @root_validator(skip_on_failure=True)
    def _has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        on = values["bot_token"].get_secret_value()
        if on and not values["webhook_secret"].get_secret_value():
            raise ValueError("TELEGRAM_BOT_TOKEN needs TELEGRAM_WEBHOOK_SECRET")
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.bot_token.get_secret_value())
