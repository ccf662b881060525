"""How long a change takes to reach panels at many open conversations: `python -m benchmarks.queue`.

Conversations are put into a fresh SQLite database (or `--database`); then messages come in, and
what is measured is the time from storing one to its frames at the last of the open lines.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.engine import Engine

from actions.knowledge_base import KnowledgeBase, open_knowledge_base
from assistant.bus import DESK, MemoryBus
from assistant.clock import now
from assistant.desk.build import build_desk
from assistant.desk.phrasebook import phrasebook
from assistant.settings import Settings
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.database import connect, migrate
from assistant.storage.records import MessageRecord
from assistant.storage.tables.conversation import conversations
from connectors.panel.protocol import CurrentAgent

_LANGUAGES = ("zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "vi", "th")

SIZES = ("conversations", "agents", "updates")
UPDATES = 200


class _Agents:
    """Agents without accounts: signing in is not what is measured."""

    def __init__(self, count: int) -> None:
        names = [f"agent-{n}" for n in range(count)]
        self._all = [CurrentAgent(new_id(), n, n, "agent", ("zh", "en")) for n in names]

    def find(self, agent_id: str) -> CurrentAgent | None:
        return next((agent for agent in self._all if agent.id == agent_id), None)

    def all(self) -> list[CurrentAgent]:
        return self._all


def fill(engine: Engine, count: int) -> list[str]:
    """Put conversations into the database, a quarter of them waiting; their ids."""
    at = now()
    rows = [
        {
            "id": new_id(),
            "channel": "webchat",
            "sender": f"bench-{n}",
            "language": _LANGUAGES[n % len(_LANGUAGES)],
            "created_at": at,
            "last_at": at,
            "state": "waiting" if n % 4 == 0 else "bot",
            "waiting_since": at - timedelta(seconds=n) if n % 4 == 0 else None,
        }
        for n in range(count)
    ]
    with engine.begin() as connection:
        connection.execute(insert(conversations), rows)
    return [str(row["id"]) for row in rows]


async def measure(engine: Engine, base: KnowledgeBase, args: Any) -> dict[str, float]:
    """Milliseconds from a stored message to its frame at every line, and to load the queue."""
    cases = fill(engine, args.conversations)
    agents, bus = _Agents(args.agents), MemoryBus()
    desk = build_desk(lambda: engine, lambda: base, agents, bus, Settings(), phrasebook())
    store = ConversationRepository(engine)
    reading = asyncio.create_task(desk.feed.run())
    lines = [await desk.feed.open(agent, None) for agent in agents.all()]
    streams = [line.frames() for line in lines]
    seconds = []
    for number in range(args.updates):
        case = cases[number * 7 % len(cases)]
        message = MessageRecord(new_id(), case, "user", "hello", "en", now(), "received")
        begun = time.perf_counter()
        await asyncio.to_thread(store.receive, message)
        bus.publish(DESK)
        for stream in streams:
            async for frame in stream:
                if (frame.get("data") or {}).get("conversation") == case:
                    break
        seconds.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    await desk.panel.queue.queue(agents.all()[0], None, None, None, 100)
    loading = time.perf_counter() - begun
    reading.cancel()
    p50, p95 = (float(np.percentile(seconds, share)) * 1000 for share in (50, 95))
    return {"p50_ms": p50, "p95_ms": p95, "load_queue_ms": loading * 1000}


def run(args: Any) -> dict[str, float]:
    """Measure on a database of its own, or on the one named."""
    settings = Settings()
    base = open_knowledge_base(settings.index_folder, settings.encoder)
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(args.database or f"sqlite:///{folder}/queue.db")
        migrate(engine)
        measured = asyncio.run(measure(engine, base, args))
        engine.dispose()
    given = {name: getattr(args, name) for name in SIZES}
    return {**given, **{key: round(value, 2) for key, value in measured.items()}}


def arguments() -> argparse.ArgumentParser:
    """How large the desk is, and where its database stands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--agents", type=int, default=10)
    parser.add_argument("--updates", type=int, default=UPDATES)
    parser.add_argument("--database", default=None)
    return parser


if __name__ == "__main__":
    print(json.dumps(run(arguments().parse_args())))
