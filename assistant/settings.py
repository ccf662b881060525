"""Every setting of the service, in one place; each comes from an environment variable."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from ipaddress import ip_network
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseSettings, Field, SecretStr, validator

from assistant.signing_key import kept_key
from knowledge.hours import ALWAYS, parse_hours
from nlu.encoder import SHIPPED_MODEL

ROOT: Final = Path(__file__).resolve().parent.parent
_KEY_FILE: Final = "secret.key"


class Settings(BaseSettings):
    """Settings by environment variables with the prefix ASSISTANT_ (see docs/configuration.md)."""

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on.")
    data_folder: Path = Field(default=ROOT / "var", description="Database, secret and log files.")
    models_folder: Path = Field(
        default=ROOT / "models", description="The trained dialogue model and the search index."
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL; by default an SQLite file in the data folder."
    )
    encoder: str = Field(
        default=str(SHIPPED_MODEL),
        description="Folder or hub name of the sentence-transformers model used for search.",
    )
    secret: SecretStr | None = Field(
        default=None,
        description="Key that session tokens are signed with, 32 characters or more; by default "
        "made once and kept in the data folder.",
    )
    rest_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token that callers of the REST channel must send, 16 characters or "
        "more; without it any caller may speak for any sender.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer token that readers of /metrics must send, 16 characters or more; "
        "without it keep /metrics from the outside at the proxy.",
    )
    allowed_origins: list[str] = Field(
        default=[], description='Sites that may embed the widget, as a JSON list; ["*"] means any.'
    )
    messages_per_minute: int = Field(
        default=30, ge=1, description="How many messages one person may send in a minute."
    )
    answer_timeout: float = Field(
        default=20.0,
        gt=0,
        description="Seconds until a slow dialogue is replaced by search.",
    )
    retention_days: int = Field(
        default=30, ge=1, description="Days after which the content of conversations is deleted."
    )
    public_url: str | None = Field(
        default=None,
        description="Where people reach the service, e.g. https://help.example.cn: for links, "
        "cookies and the panel's Origin check.",
    )
    agent_idle_minutes: int = Field(
        default=240, ge=1, description="Minutes without a call after which an agent is signed out."
    )
    agent_session_hours: int = Field(
        default=12, ge=1, description="Hours after which an agent must sign in again in any case."
    )
    invitation_hours: int = Field(
        default=48, ge=1, description="Hours for which an agent's one-time link holds."
    )
    password_min_length: int = Field(
        default=12, ge=8, le=64, description="Characters that an agent's password needs."
    )
    oidc_issuer: str | None = Field(
        default=None,
        description="OpenID Connect provider at which agents may sign in, as it names itself.",
    )
    oidc_client_id: str | None = Field(
        default=None, description="What this service is called at the provider."
    )
    oidc_client_secret: SecretStr | None = Field(
        default=None, description="The secret that the provider gave for it."
    )
    redis_url: str | None = Field(
        default=None,
        description="Redis by which workers take turns and wake one another, e.g. "
        "redis://127.0.0.1:6379/0; needed where several run.",
    )
    office_hours: str = Field(
        default=ALWAYS,
        description='When agents answer, as in "Mo-Fr 09:00-17:30"; public holidays are closed.',
    )
    callback_working_days: int = Field(
        default=5, ge=0, le=30, description="Working days in which a message left is answered."
    )
    complaint_working_days: int = Field(
        default=15, ge=0, le=60, description="Working days in which a complaint left is answered."
    )
    extra_days_off: list[date] = Field(
        default=[],
        description="Days off that the calendar of public holidays lacks, as a JSON list of dates.",
    )
    extra_days_worked: list[date] = Field(
        default=[],
        description="Weekend days and holidays that are worked, as a JSON list of dates.",
    )
    queue_amber_seconds: int = Field(
        default=120, ge=1, description="Seconds of waiting after which the panel warns."
    )
    queue_red_seconds: int = Field(
        default=300, ge=1, description="Seconds of waiting after which the panel alarms."
    )
    channels_off: list[str] = Field(
        default=[],
        description="Channels to switch off, as a JSON list of their names (rest, webchat, wechat, "
        "telegram, twilio, whatsapp, messenger, wecom): people are told whom to call.",
    )
    translator: Literal["none", "libretranslate", "chat", "local"] = Field(
        default="none",
        description="Who translates between people and agents: none, libretranslate, chat (a "
        "language model behind /chat/completions) or local (models in a folder).",
    )
    translator_url: str | None = Field(
        default=None, description="Base URL of the translation service."
    )
    translator_key: SecretStr | None = Field(
        default=None, description="Key of the translation service."
    )
    translator_model: str | None = Field(
        default=None,
        description="Name of the language model (chat), or the folder of the models (local).",
    )
    translator_timeout: float = Field(
        default=8.0, gt=0, le=60, description="Seconds until a translation is given up."
    )
    requests_per_minute: int = Field(
        default=1200,
        ge=1,
        description="How many requests one address (of IPv6, one /64) may make in a minute; see "
        "docs/security.md.",
    )
    agent_requests_per_minute: int = Field(
        default=600, ge=1, description="How many calls of the panel one agent may make in a minute."
    )
    trusted_proxies: list[str] = Field(
        default=["127.0.0.1", "::1"],
        description="Addresses and networks of proxies whose X-Forwarded-For and X-Forwarded-Proto "
        "are believed, as a JSON list.",
    )
    hsts_days: int = Field(
        default=365,
        ge=0,
        description="Days for which browsers are told to use https alone, where "
        "ASSISTANT_PUBLIC_URL is https; 0: they are not told.",
    )
    audit_days: int = Field(
        default=180,
        ge=180,
        description="Days after which rows of the audit log are deleted (at least 180).",
    )
    redact_stored_text: bool = Field(
        default=False,
        description="Whether personal data in messages is replaced before they are stored; agents "
        "do not see it then either.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines for people (text) or for programs (json)."
    )
    traces_url: str | None = Field(
        default=None,
        description="Where OpenTelemetry traces are sent (OTLP over HTTP, JSON), e.g. "
        "http://127.0.0.1:4318/v1/traces; by default none are made.",
    )
    traces_share: float = Field(
        default=1.0, ge=0, le=1, description="How many of the traces are kept, 0 to 1."
    )

    class Config:
        env_prefix = "ASSISTANT_"
        keep_untouched = (cached_property,)

    @validator("public_url")
    def _origin_alone(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/"):
            raise ValueError("must be a scheme and a host, as in https://help.example.cn")
        return f"{parts.scheme}://{parts.netloc}".lower()

    @validator("traces_url")
    def _http_alone(cls, value: str | None) -> str | None:
        if not value:
            return None
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise ValueError("must be a URL, as in http://127.0.0.1:4318/v1/traces")
        return value

    @validator("trusted_proxies")
    def _networks(cls, value: list[str]) -> list[str]:
        for network in value:
            ip_network(network, strict=False)
        return value

    @validator("log_level", pre=True)
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @validator("office_hours")
    def _readable_hours(cls, value: str) -> str:
        parse_hours(value)
        return value

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        return self.database_url or f"sqlite:///{self.data_folder / 'assistant.db'}"

    @property
    def index_folder(self) -> Path:
        """Where the search index stands."""
        return self.models_folder / "index"

    @property
    def dialogue_folder(self) -> Path:
        """Where the trained dialogue model stands."""
        return self.models_folder / "dialogue"

    @cached_property
    def signing_key(self) -> bytes:
        """The key for session tokens: the given one, or one made on first start and kept."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        return kept_key(self.data_folder / _KEY_FILE)
