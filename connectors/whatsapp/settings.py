"""The settings of a number at WhatsApp's Cloud API, each from a variable `WHATSAPP_…`."""

from __future__ import annotations

from typing import Any

from pydantic import Field, SecretStr, root_validator

from connectors.meta import MetaSettings


class WhatsAppSettings(MetaSettings):
    """What the app's dashboard says."""

    access_token: SecretStr = Field(
        default=SecretStr(""),
        description="Token of a system user; without it the channel is off.",
    )
    phone_number_id: str = Field(default="", description="Id of the number that answers.")

    class Config:
        env_prefix = "WHATSAPP_"

    @root_validator(skip_on_failure=True)
    def _has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        secrets = [values[name].get_secret_value() for name in ("app_secret", "verify_token")]
        if values["access_token"].get_secret_value() and not (
            all(secrets) and values["phone_number_id"]
        ):
            raise ValueError(
                "WHATSAPP_ACCESS_TOKEN needs WHATSAPP_PHONE_NUMBER_ID, WHATSAPP_APP_SECRET and "
                "WHATSAPP_VERIFY_TOKEN"
            )
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.access_token.get_secret_value())
