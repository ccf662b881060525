"""What the workers of a service share while they run, by the settings."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.locks import KeyedLocks, Locks
from assistant.rates import RateLimit, Rates, SharedRateLimit
from assistant.settings import Settings
from assistant.shared_locks import SharedLocks
from assistant.shared_store import SharedStore


@dataclass(frozen=True)
class BetweenWorkers:
    """Rates and turns: over Redis, where the settings name one, else within this process."""

    people: Rates
    """How often one person may write."""
    addresses: Rates
    """How often one network address may call."""
    agents: Rates
    """How often one agent may call."""
    turns: Locks
    store: SharedStore | None = None

    @classmethod
    def by(cls, settings: Settings) -> BetweenWorkers:
        """As the settings ask for it. Nothing is connected before it is needed."""
        store = SharedStore(settings.redis_url) if settings.redis_url else None

        def rates(per_minute: int) -> Rates:
            return RateLimit(per_minute) if store is None else SharedRateLimit(store, per_minute)

        return cls(
            rates(settings.messages_per_minute),
            rates(settings.requests_per_minute),
            rates(settings.agent_requests_per_minute),
            KeyedLocks() if store is None else SharedLocks(store),
            store,
        )
