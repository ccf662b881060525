"""The settings of a WeChat Official Account, each from an environment variable `WECHAT_…`."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseSettings, Field, SecretStr, root_validator, validator

Mode = Literal["plain", "compat", "aes"]
DeliveryMode = Literal["auto", "push", "passive_only"]

HARD_TEXT_LIMIT: Final = 2047
"""Bytes in UTF-8 that a text may have; one more fails in a passive reply."""


class WeChatSettings(BaseSettings):
    """What the admin console of the account says, and how answers are delivered.

    >>> WeChatSettings(token="abc", appid="", secret="", encoding_aes_key="").mode
    'plain'
    """

    token: SecretStr = Field(
        default=SecretStr(""),
        description="Token typed in the admin console, 3 to 32 letters or digits; "
        "without it the channel is off.",
    )
    appid: str = Field(default="", description="AppID of the account.")
    secret: SecretStr = Field(
        default=SecretStr(""), description="AppSecret; without it answers are passive replies only."
    )
    encoding_aes_key: SecretStr = Field(
        default=SecretStr(""), description="EncodingAESKey, 43 characters; empty means plain mode."
    )
    mode: Mode | None = Field(
        default=None, description="plain, compat or aes; by default aes where there is a key."
    )
    api_base: str = Field(
        default="https://api.weixin.qq.com", description="Base URL of every call to WeChat."
    )
    passive_wait: float = Field(
        default=3.5, gt=0, lt=5, description="Seconds to wait for an answer before `success`."
    )
    text_max_bytes: int = Field(
        default=2000, ge=200, le=HARD_TEXT_LIMIT, description="Bytes of one text, in UTF-8."
    )
    timestamp_window: int = Field(
        default=600, ge=0, description="Accepted age of a request in seconds; 0 accepts any."
    )
    delivery: DeliveryMode = Field(
        default="auto",
        description="auto (passive reply, else push), push (always push) or passive_only.",
    )

    account_name: str = Field(
        default="",
        max_length=40,
        description="The account's name in WeChat, shown to people who are to write to it.",
    )

    class Config:
        env_prefix = "WECHAT_"

    @validator("mode", pre=True)
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @validator("api_base")
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @root_validator(skip_on_failure=True)
    def _mode_has_what_it_needs(cls, values: dict[str, Any]) -> dict[str, Any]:
        has_key = bool(values["encoding_aes_key"].get_secret_value())
        if values["mode"] is None:
            values["mode"] = "aes" if has_key else "plain"
        if values["mode"] != "plain" and not (has_key and values["appid"]):
            raise ValueError(
                f"WECHAT_MODE={values['mode']} needs WECHAT_ENCODING_AES_KEY and WECHAT_APPID"
            )
        return values

    @property
    def enabled(self) -> bool:
        """Whether the channel is on."""
        return bool(self.token.get_secret_value())

    @property
    def may_call(self) -> bool:
        """Whether there are credentials for WeChat's API."""
        return bool(self.appid and self.secret.get_secret_value())

    @property
    def may_push(self) -> bool:
        """Whether answers may go out by the customer-service API."""
        return self.may_call and self.delivery != "passive_only"
