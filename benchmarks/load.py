"""Load: questions from several people at once, and from one person in a long conversation."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from itertools import count

import httpx
import numpy as np

from benchmarks.servers import Server

QUESTIONS = (
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
_TURNS = 5
_senders = count()


@dataclass(frozen=True)
class Measured:
    """Throughput in messages a second, latencies in milliseconds."""

    throughput: float
    p50: float
    p95: float
    p99: float
    failed: int


async def at_concurrency(server: Server, concurrency: int, messages: int) -> Measured:
    """`messages` questions by `concurrency` people at a time, a new person every five messages."""
    questions = iter(range(messages))
    latencies: list[float] = []
    failures = 0

    async def person(client: httpx.AsyncClient) -> None:
        nonlocal failures
        sender, turn = f"bench-{next(_senders)}", 0
        for number in questions:
            if turn == _TURNS:
                sender, turn = f"bench-{next(_senders)}", 0
            turn += 1
            seconds, good = await _ask(client, server, sender, QUESTIONS[number % len(QUESTIONS)])
            latencies.append(seconds)
            failures += not good

    limits = httpx.Limits(max_connections=concurrency)
    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        started = time.perf_counter()
        await asyncio.gather(*(person(client) for _ in range(concurrency)))
        elapsed = time.perf_counter() - started
    return _measured(latencies, elapsed, failures)


async def at_length(server: Server, turns: int, samples: int) -> Measured:
    """Latency of the next messages in a conversation of `turns` turns."""
    sender = f"long-{next(_senders)}"
    latencies: list[float] = []
    failures = 0
    async with httpx.AsyncClient(timeout=120) as client:
        for number in range(turns - 1):
            await _ask(client, server, sender, QUESTIONS[number % len(QUESTIONS)])
        started = time.perf_counter()
        for number in range(samples):
            seconds, good = await _ask(client, server, sender, QUESTIONS[number % len(QUESTIONS)])
            latencies.append(seconds)
            failures += not good
    return _measured(latencies, time.perf_counter() - started, failures)


async def _ask(
    client: httpx.AsyncClient, server: Server, sender: str, question: str
) -> tuple[float, bool]:
    started = time.perf_counter()
    response = await client.post(server.webhook, json={"sender": sender, "message": question})
    seconds = time.perf_counter() - started
    return seconds, response.status_code == 200 and bool(response.json())


def _measured(latencies: list[float], elapsed: float, failed: int) -> Measured:
    p50, p95, p99 = (float(np.percentile(latencies, q)) * 1000 for q in (50, 95, 99))
    return Measured(len(latencies) / elapsed, p50, p95, p99, failed)
