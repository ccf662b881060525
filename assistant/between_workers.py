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

    rates: Rates
    turns: Locks
    store: SharedStore | None = None

    @classmethod
    def by(cls, settings: Settings) -> BetweenWorkers:
        """As the settings ask for it. Nothing is connected before it is needed."""
        if settings.redis_url is None:
            return cls(RateLimit(settings.messages_per_minute), KeyedLocks())
        store = SharedStore(settings.redis_url)
        rates = SharedRateLimit(store, settings.messages_per_minute)
        return cls(rates, SharedLocks(store), store)
