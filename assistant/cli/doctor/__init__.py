"""Is everything in place, and if not, what mends it."""

from __future__ import annotations

from collections.abc import Callable

from assistant.cli.doctor import content, machine, stored
from assistant.cli.doctor.finding import Finding, Worth
from assistant.settings import Settings

__all__ = ["Finding", "examine"]


def examine(settings: Settings | None = None) -> list[Finding]:
    """Look at everything the service needs."""
    settings = settings or Settings()
    checks: dict[str, Callable[[Settings], str]] = {
        "python": machine.python,
        "clock": machine.clock,
        "data folder": machine.data_folder,
        "database": stored.database,
        "redis": machine.redis,
        "content": content.content,
        "facts": content.facts,
        "encoder": content.encoder,
        "index": content.index,
        "dialogue model": content.dialogue,
        "channels": stored.channels,
        "desk": stored.desk,
        "audit log": stored.audit,
        "public address": machine.public_address,
        "traces": machine.traces,
    }
    findings = []
    for name, check in checks.items():
        try:
            findings.append(Finding(name, True, check(settings)))
        except Worth as warned:
            findings.append(Finding(name, True, str(warned), warning=True))
        except Exception as error:
            findings.append(Finding(name, False, " ".join(str(error).split())[:300]))
    return findings
