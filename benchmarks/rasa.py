"""This assistant and stock Rasa under the same load, one after the other on one machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.load import AtLength, Measured, at_concurrency, by_length, different_questions
from benchmarks.servers import ProcessMemory, Server, ours, ours_shared, stock
from benchmarks.widget import WidgetWeight
from benchmarks.widget import measure as weigh

CONCURRENCIES: Final = (1, 8, 32)
LENGTHS: Final = (50, 200, 1000)
STOCK_LENGTHS: Final = (50, 200)
"""A conversation of a thousand turns takes stock Rasa longer than all else together."""
WORKERS: Final = (1, 2)
_SAMPLES: Final = 100
_WARM_UP: Final = 40

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Loads:
    """What a server did: by people at once with the same ten questions, with questions that are
    all different, and by the length of the conversation; and the memory of its processes."""

    same: Mapping[int, Measured]
    different: Mapping[int, Measured]
    length: Mapping[int, AtLength]
    memory: list[ProcessMemory]


@dataclass(frozen=True)
class Comparison:
    """All servers; `workers` with PostgreSQL and Redis, by their number."""

    ours: Loads
    stock: Loads
    widget: WidgetWeight
    workers: Mapping[int, Loads] = field(default_factory=dict)


async def compare(port: int, model: Path, messages: int, progress: Progress) -> Comparison:
    """Measure all of them; stock Rasa, which takes long, with a quarter of the messages."""
    with ours(port) as server:
        mine = await _measure(server, messages, LENGTHS, progress)
        widget = weigh(server)
    with stock(port + 10, model) as server:
        theirs = await _measure(server, max(40, messages // 4), STOCK_LENGTHS, progress)
    shared = {}
    for count in WORKERS:
        with ours_shared(port + 20 + 4 * count, count) as server:
            server.name = f"{count} with PostgreSQL and Redis"
            shared[count] = await _measure(server, messages, (), progress)
    return Comparison(mine, theirs, widget, shared)


async def _measure(
    server: Server, messages: int, lengths: tuple[int, ...], progress: Progress
) -> Loads:
    questions = different_questions()
    await at_concurrency(server, 4, _WARM_UP, questions[-_WARM_UP:])
    loads = Loads({}, {}, {}, [])
    for concurrency in CONCURRENCIES:
        for kind, asked in (("same", None), ("different", questions)):
            found = await at_concurrency(server, concurrency, messages, *([asked] if asked else []))
            getattr(loads, kind)[concurrency] = found
            progress(f"{server.name}, {kind} questions, {concurrency} at once: {found.line()}")
    for length, at_length in (await by_length(server, lengths, _SAMPLES)).items():
        loads.length[length] = at_length
        progress(f"{server.name}, turn {length}: {at_length.line()}")
    loads.memory.extend(server.memory())
    return loads
