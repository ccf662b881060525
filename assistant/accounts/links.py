"""Links into the panel, as people outside this machine can open them."""

from __future__ import annotations

from typing import Final

from assistant.settings import Settings

_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104


def public_base(settings: Settings) -> str:
    """Where people reach the service: the setting, else the address it listens on."""
    if settings.public_url:
        return settings.public_url
    host = "127.0.0.1" if settings.host in _EVERYWHERE else settings.host
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


def invitation_link(settings: Settings, token: str) -> str:
    """The one-time link. The token stands after #, so that no server and no log sees it."""
    return f"{public_base(settings)}/panel#invite={token}"
