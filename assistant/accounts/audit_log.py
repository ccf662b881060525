"""What agents do, written down: the actions there are, and one place that records them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from assistant.clock import now
from assistant.storage.audit import AuditRepository
from connectors.panel.protocol import CurrentAgent

Action = Literal[
    "sign-in",
    "sign-in-failed",
    "sign-out",
    "sign-out-everywhere",
    "password-set",
    "account-added",
    "account-disabled",
    "account-reset",
    "account-bound",
    "take",
    "answer",
    "return",
    "transfer",
    "close",
    "note",
    "interpreter",
    "call",
    "judgement",
    "export",
    "translate",
    "read-audit",
    "person-exported",
    "person-erased",
]


class AuditLog:
    """Records actions. `subject` is an id; `details` are ids, codes and numbers, never words.

    Calls block: make them off the event loop.
    """

    def __init__(self, repository: AuditRepository, clock: Callable[[], datetime] = now) -> None:
        self._repository = repository
        self._clock = clock

    def record(
        self,
        agent: CurrentAgent | None,
        action: Action,
        subject: str | None = None,
        **details: str | int | bool | None,
    ) -> None:
        """Write down what an agent did; None is the operator at the command line, or nobody."""
        self._repository.append(
            self._clock(),
            action,
            agent_id=agent.id if agent else None,
            agent_name=agent.name if agent else None,
            subject=subject,
            details=details,
        )
