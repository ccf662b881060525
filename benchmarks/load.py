"""Load: questions from several people at once, and from one person in a long conversation."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, cycle, islice
from typing import Final

import aiohttp
import numpy as np

from benchmarks.servers import Server
from knowledge.evaluation.sets import read_questions

QUESTIONS: Final = (
    "how do i register my address",
    "怎么延长居留许可",
    "病院で英語が通じるところはありますか",
    "как получить разрешение на работу",
    "كيف أسجل عنواني",
    "운전면허 교환 방법",
    "ich habe meinen pass verloren",
    "seguro médico para extranjeros",
    "thanks",
    "hello",
)
_TURNS: Final = 5
_senders = count()


def different_questions() -> list[str]:
    """Questions of the evaluation set, in the same order always; none comes twice."""
    asked = list(dict.fromkeys(question.text for question in read_questions("questions")))
    random.Random(0).shuffle(asked)
    return asked


@dataclass(frozen=True)
class Measured:
    """Throughput in messages a second, latencies in milliseconds; milliseconds of processor time
    that the server's processes took for a message, and that their event loops did of them."""

    throughput: float
    p50: float
    p95: float
    p99: float
    cpu: float
    cpu_loop: float
    failed: int

    def line(self) -> str:
        """For people."""
        return (
            f"{self.throughput:.1f}/s, p50 {self.p50:.0f} ms, p95 {self.p95:.0f} ms, "
            f"p99 {self.p99:.0f} ms, {self.cpu:.1f} ms of a processor a message, "
            f"{self.failed} failed"
        )


async def at_concurrency(
    server: Server, concurrency: int, messages: int, questions: Sequence[str] = QUESTIONS
) -> Measured:
    """`messages` questions by `concurrency` people at a time, a new person every five messages."""
    asked = iter(islice(cycle(questions), messages))
    client = _Client(server, concurrency)

    async def person() -> None:
        sender, turn = _new_sender(), 0
        for question in asked:
            if turn == _TURNS:
                sender, turn = _new_sender(), 0
            turn += 1
            await client.ask(sender, question)

    async with client:
        await asyncio.gather(*(person() for _ in range(concurrency)))
        return client.measured()


@dataclass(frozen=True)
class AtLength:
    """Milliseconds, median: of the next messages in a conversation of so many turns, and of the
    first messages of new people, asked in turn with those."""

    p50: float
    first: float

    def line(self) -> str:
        """For people."""
        return f"p50 {self.p50:.1f} ms, of first messages {self.first:.1f} ms"


async def by_length(server: Server, lengths: Sequence[int], samples: int) -> dict[int, AtLength]:
    """Latency by length of one conversation, which grows from one length to the next."""
    sender, turns = _new_sender(), 0
    found = {}
    for length in lengths:
        async with _Client(server, 1) as growing:
            while turns < length - 1:
                await growing.ask(sender, QUESTIONS[turns % len(QUESTIONS)])
                turns += 1
        async with _Client(server, 1) as long, _Client(server, 1) as short:
            for question in islice(cycle(QUESTIONS), samples):
                await long.ask(sender, question)
                await short.ask(_new_sender(), question)
            found[length] = AtLength(long.measured().p50, short.measured().p50)
        turns += samples
    return found


class _Client:
    """Asks over a few connections, and notes how long the answers took and what the server did."""

    def __init__(self, server: Server, connections: int) -> None:
        self._server = server
        self._connections = connections
        self._seconds: list[float] = []
        self._failed = 0

    async def __aenter__(self) -> _Client:
        connector = aiohttp.TCPConnector(limit=self._connections)
        timeout = aiohttp.ClientTimeout(total=300)
        self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        self._processor = self._server.processor()
        self._started = time.perf_counter()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def ask(self, sender: str, question: str) -> None:
        """Ask; an answer that is empty or no answer counts as failed."""
        started = time.perf_counter()
        body = {"sender": sender, "message": question}
        async with self._session.post(self._server.webhook, json=body) as response:
            said = await response.read()
        self._seconds.append(time.perf_counter() - started)
        self._failed += response.status != 200 or len(said) <= len(b"[]")

    def measured(self) -> Measured:
        """What was measured since the connections were opened."""
        elapsed = time.perf_counter() - self._started
        taken, count = self._server.processor() - self._processor, len(self._seconds)
        p50, p95, p99 = (float(np.percentile(self._seconds, q)) * 1000 for q in (50, 95, 99))
        cpu, cpu_loop = (seconds / count * 1000 for seconds in (taken.total, taken.loop))
        return Measured(count / elapsed, p50, p95, p99, cpu, cpu_loop, self._failed)


def _new_sender() -> str:
    return f"bench-{next(_senders)}"
