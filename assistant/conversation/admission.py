"""How many messages a worker works on at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from anyio import CapacityLimiter, move_on_after

AT_ONCE: Final = 2
"""Python runs one thread at a time: what is worked on at once is done no sooner for it, and the
threads cost each other time whenever one takes Python's lock from another. One message is answered
while the other waits for the database."""
PATIENCE: Final = 1.0
"""Seconds after which a message is worked on all the same: those before it wait for something that
is not this process, and nobody need wait for that with them."""


class Admission:
    """Lets messages in, in the order in which they came, so many at once."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._limiter = CapacityLimiter(at_once)
        self._patience = patience

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Wait to be let in, and stay to the end of the block."""
        with move_on_after(self._patience) as waiting:
            await self._limiter.acquire()
        try:
            yield
        finally:
            if not waiting.cancelled_caught:
                self._limiter.release()
