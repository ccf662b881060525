"""The settings of a WeCom customer service account, each from a variable `WECOM_…`."""

from __future__ import annotations

from typing import Any

from pydantic import BaseSettings, Field, SecretStr, root_validator


class WeComSettings(BaseSettings):
    """What the admin console (微信客服 → API) says."""

    corp_id: str = Field(default="", description="Corp id; without it the channel is off.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="Secret of the customer service application."
    )
    token: SecretStr = Field(default=SecretStr(""), description="Token of the callback.")
    encoding_aes_key: SecretStr = Field(
        default=SecretStr(""), description="EncodingAESKey of the callback, 43 characters."
    )
    timestamp_window: int = Field(
        default=600, ge=0, description="Accepted age of a request in seconds; 0 accepts any."
    )
    api_base: str = Field(
        default="https://qyapi.weixin.qq.com",
        env=["WECOM_API_BASE", "WECHAT_KF_API_BASE"],
        description="Base URL of every call to WeCom (`WECHAT_KF_API_BASE` does as well).",
    )

    class Config:
        env_prefix = "WECOM_"

    @root_validator(skip_on_failure=True)
    def _has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        names = ("secret", "token", "encoding_aes_key")
        if values["corp_id"] and not all(values[name].get_secret_value() for name in names):
            raise ValueError("WECOM_CORP_ID needs WECOM_SECRET, WECOM_TOKEN and the AES key")
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.corp_id)
