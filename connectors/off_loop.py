"""Blocking calls made off the event loop, on threads of their own.

The loop's default threads also run search and dialogue: behind those, a webhook would not be
acknowledged in time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class OffLoop:
    """Makes blocking calls awaitable.

    >>> asyncio.run(OffLoop(1)(max, 2, 3))
    3
    """

    def __init__(self, threads: int = 4) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="connector")

    async def __call__(self, function: Callable[P, T], *values: P.args, **named: P.kwargs) -> T:
        """The result of the call."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(function, *values, **named))

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False)
