"""The charts of the comparison with stock Rasa: throughput and latency by people, and by length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.load import AtLength
from benchmarks.rasa import Comparison
from knowledge.evaluation.charts import Axis, Series, lines


def plot(found: Comparison, folder: Path) -> None:
    """Write `throughput.svg`, `latency.svg` and `length.svg` into a folder."""
    people = Axis("people at once", (1, 2, 4, 8, 16, 32), logarithmic=True)
    servers = {
        "one worker, SQLite": found.ours.different,
        **{f"{n} with PostgreSQL": loads.different for n, loads in found.workers.items()},
        "stock Rasa": found.stock.different,
    }
    rate = Axis("messages a second", (10, 30, 100, 300, 1000), logarithmic=True)
    delay = Axis("ms, 95th percentile", (10, 30, 100, 300, 1000, 3000, 10000), logarithmic=True)
    for name, title, axis, value in (
        ("throughput", "Messages a second", rate, "throughput"),
        ("latency", "Time to an answer", delay, "p95"),
    ):
        series = [
            Series(server, tuple((float(n), float(getattr(m, value))) for n, m in by.items()))
            for server, by in servers.items()
        ]
        (folder / f"{name}.svg").write_text(lines(title, people, axis, series), encoding="utf-8")
    turns = Axis("turns of the conversation", (1, 10, 100, 1000), logarithmic=True)
    series = [
        Series(name, tuple(_by_length(loads.length)))
        for name, loads in (("this assistant", found.ours), ("stock Rasa", found.stock))
    ]
    title = "Time to an answer by length"
    middle = Axis("ms, median", (3, 10, 30, 100, 300, 1000), logarithmic=True)
    (folder / "length.svg").write_text(lines(title, turns, middle, series), encoding="utf-8")


def _by_length(found: Mapping[int, AtLength]) -> Iterator[tuple[float, float]]:
    """Turns and milliseconds, from the first turn on."""
    yield 1.0, min(one.first for one in found.values())
    for turn, one in found.items():
        yield float(turn), one.p50
