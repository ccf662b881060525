"""What is stored, and who may work with it: database, channels, desk, audit log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.cli.doctor.engine import with_engine
from assistant.cli.doctor.finding import Worth
from assistant.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def database(settings: Settings) -> str:
    """Whether it answers."""
    from assistant.storage.database import is_alive

    def look(engine: Engine) -> str:
        if not is_alive(engine):
            raise RuntimeError("does not answer: see ASSISTANT_DATABASE_URL")
        return str(engine.dialect.name)

    return with_engine(settings, look)


def channels(settings: Settings) -> str:
    """Which are on."""
    from assistant.channels import CHANNELS
    from assistant.cli.configuration import CHANNEL_SETTINGS

    on = ["rest", "webchat"]
    for channel in CHANNEL_SETTINGS:
        if channel().enabled:  # type: ignore[attr-defined]
            on.append(channel.__name__.removesuffix("Settings").lower())
    unknown = set(settings.channels_off) - set(CHANNELS)
    if unknown:
        raise RuntimeError(f"ASSISTANT_CHANNELS_OFF names no channel: {', '.join(sorted(unknown))}")
    return ", ".join(name for name in on if name not in settings.channels_off) or "all are off"


def desk(settings: Settings) -> str:
    """Whether somebody can sign in."""
    from assistant.storage.agents import AgentRepository
    from assistant.storage.database import migrate

    def look(engine: Engine) -> str:
        migrate(engine)
        agents = AgentRepository(lambda: engine)
        if not agents.has_admin():
            raise Worth("no admin yet: the link that `assistant serve` prints makes the first")
        open_accounts = sum(record.disabled_at is None for record in agents.all())
        return f"{open_accounts} accounts, hours {settings.office_hours}"

    return with_engine(settings, look)


def audit(settings: Settings) -> str:
    """Whether the chain is whole."""
    from assistant.storage.audit import AuditRepository

    verdict = with_engine(settings, lambda engine: AuditRepository(lambda: engine).verify())
    if verdict.bad is not None:
        raise RuntimeError(f"row {verdict.bad} does not fit the chain: keep the file and ask why")
    return f"{verdict.rows} rows, unbroken"
