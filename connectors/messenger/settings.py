"""The settings of a Facebook page, each from an environment variable `MESSENGER_…`."""

from __future__ import annotations

from typing import Any

from pydantic import Field, SecretStr, root_validator

from connectors.meta import MetaSettings


class MessengerSettings(MetaSettings):
    """What the app's dashboard says."""

    page_access_token: SecretStr = Field(
        default=SecretStr(""), description="Token of the page; without it the channel is off."
    )
    page_id: str = Field(default="", description="Id of the page that answers.")

    class Config:
        env_prefix = "MESSENGER_"

    @root_validator(skip_on_failure=True)
    def _has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        secrets = [values[name].get_secret_value() for name in ("app_secret", "verify_token")]
        if values["page_access_token"].get_secret_value() and not (
            all(secrets) and values["page_id"]
        ):
            raise ValueError(
                "MESSENGER_PAGE_ACCESS_TOKEN needs MESSENGER_PAGE_ID, MESSENGER_APP_SECRET and "
                "MESSENGER_VERIFY_TOKEN"
            )
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.page_access_token.get_secret_value())
