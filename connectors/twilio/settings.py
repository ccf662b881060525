"""The settings of a number at Twilio, each from an environment variable `TWILIO_…`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseSettings, Field, SecretStr, root_validator


class TwilioSettings(BaseSettings):
    """What Twilio's console says."""

    account_sid: str = Field(default="", description="Account SID; without it the channel is off.")
    auth_token: SecretStr = Field(
        default=SecretStr(""), description="Auth token: signs webhooks and opens the API."
    )
    sender: str = Field(
        default="", description="Number that answers, as `whatsapp:+14155238886` or `+1…` for SMS."
    )
    public_url: str = Field(
        default="",
        description="URL of the webhook as entered at Twilio, which signs it; "
        "needed behind a proxy.",
    )
    api_base: str = Field(
        default="https://api.twilio.com", description="Base URL of every call to Twilio."
    )

    class Config:
        env_prefix = "TWILIO_"

    @root_validator(skip_on_failure=True)
    def _has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        needed = values["auth_token"].get_secret_value() and values["sender"]
        if values["account_sid"] and not needed:
            raise ValueError("TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN and TWILIO_SENDER")
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.account_sid)
