"""The one report of `make bench`: Markdown, JSON and charts."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.clock import now
from assistant.settings import ROOT
from benchmarks import index_size
from benchmarks.charts import plot
from benchmarks.index_size import SizeCost
from benchmarks.load import Measured
from benchmarks.queue import SIZES
from benchmarks.rasa import Comparison, Loads
from benchmarks.search import SearchCost
from benchmarks.start import FirstAnswer
from benchmarks.wechat import Answered


@dataclass
class Report:
    """What was measured in one run on one machine; None is what was not asked for or failed."""

    rasa: Comparison | None = None
    start: FirstAnswer | None = None
    index: list[SizeCost] | None = None
    search: SearchCost | None = None
    queue: dict[str, Any] | None = None
    wechat: Answered | None = None
    failed: dict[str, str] = field(default_factory=dict)
    """Why the sections that failed did, by their names; a line each."""

    def write(self, folder: Path) -> str:
        """Write `report.md`, `report.json` and the charts into a folder; the Markdown."""
        folder.mkdir(parents=True, exist_ok=True)
        text = self.markdown()
        (folder / "report.md").write_text(text, encoding="utf-8")
        data = {"made": _made(), **{name: _plain(part) for name, part in vars(self).items()}}
        (folder / "report.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
        if self.rasa is not None:
            plot(self.rasa, folder)
        if self.index is not None:
            index_size.plot(self.index, folder / "index-size.svg")
        return text

    def markdown(self) -> str:
        """The figures as Markdown; every ratio is of this run."""
        parts = [f"Measured {_made()}."]
        if self.failed:
            parts += ["### Not measured", _failed(self.failed)]
        if self.rasa is not None:
            parts += _comparison(self.rasa)
        if self.start is not None:
            parts += [_start(self.start)]
        if self.index is not None:
            parts += ["### One dense search by size of the index", index_size.report(self.index)]
        if self.search is not None:
            parts += ["### One whole search", self.search.line()]
        if self.queue is not None:
            parts += ["### The desk's queue", _queue(self.queue)]
        if self.wechat is not None:
            parts += ["### WeChat", self.wechat.line()]
        return "\n\n".join(parts) + "\n"


def _made() -> str:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    cores = len(os.sched_getaffinity(0))
    return (
        f"{now():%Y-%m-%d} at commit {commit or 'unknown'}, {cores} cores, "
        f"Python {platform.python_version()}"
    )


def _failed(failed: Mapping[str, str]) -> str:
    return "\n".join(f"- {section}: {why}" for section, why in failed.items())


def _plain(part: Any) -> Any:
    if isinstance(part, list):
        return [asdict(one) for one in part]
    return part if part is None or isinstance(part, dict) else asdict(part)


def _comparison(found: Comparison) -> list[str]:
    return [
        "### Against stock Rasa",
        "One worker with SQLite; `rasa run` and `rasa run actions` with the same model, rules and "
        "actions, and an SQLite tracker store. Questions that are all different:",
        _by_people(found.ours.different, found.stock.different),
        "The same ten questions again and again:",
        _by_people(found.ours.same, found.stock.same),
        "### By length of the conversation",
        _by_length(found.ours.length, found.stock.length),
        "### Workers with PostgreSQL and Redis",
        _by_workers(found),
        "### Memory",
        _memory(found),
        "### Widget",
        f"Compressed: loader {found.widget.loader / 1024:.1f} KiB, modules "
        f"{found.widget.modules / 1024:.1f} KiB, sentences {found.widget.sentences / 1024:.1f} "
        f"KiB at most; {found.widget.total / 1024:.1f} KiB until a person can write.",
    ]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    names = list(head)
    body = [names, ["---"] * len(names), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in body)


def _by_people(ours: Mapping[int, Measured], stock: Mapping[int, Measured]) -> str:
    head = ("at once", "", "messages/s", "p50 ms", "p95 ms", "p99 ms", "failed")
    rows: list[list[str]] = []
    for people, own in ours.items():
        other = stock[people]
        rows.append([str(people), "this assistant", *_figures(own)])
        rows.append(["", "stock Rasa", *_figures(other)])
        more, sooner = own.throughput / other.throughput, other.p95 / own.p95
        rows.append(["", "**ratio**", f"**{more:.1f}x**", "", f"**1/{sooner:.1f}**", "", ""])
    return _table(head, rows)


def _figures(found: Measured) -> list[str]:
    times = (f"{value:.0f}" for value in (found.p50, found.p95, found.p99))
    return [f"{found.throughput:.1f}", *times, str(found.failed)]


def _by_length(ours: Mapping[int, Measured], stock: Mapping[int, Measured]) -> str:
    def cells(found: Mapping[int, Measured], turn: int) -> list[str]:
        if turn not in found:
            return ["not measured", ""]
        return [f"{found[turn].p50:.1f}", f"{found[turn].p50 / found[1].p50:.2f}x"]

    head = ("turn", "p50 ms", "against turn 1", "stock Rasa p50 ms", "against turn 1")
    return _table(head, ([str(turn), *cells(ours, turn), *cells(stock, turn)] for turn in ours))


def _by_workers(found: Comparison) -> str:
    head = ("workers", "at once", "messages/s", "p50 ms", "p95 ms", "p99 ms", "failed", "to stock")
    rows = [
        [
            str(count),
            str(people),
            *_figures(measured),
            f"{measured.throughput / found.stock.different[people].throughput:.1f}x",
        ]
        for count, loads in found.workers.items()
        for people, measured in loads.different.items()
    ]
    return _table(head, rows)


def _memory(found: Comparison) -> str:
    servers: dict[str, Loads] = {"one worker, SQLite": found.ours, "stock Rasa": found.stock}
    servers |= {f"{n} with PostgreSQL": loads for n, loads in found.workers.items()}
    head = ("", "process", "resident MiB", "with its share of common pages, MiB")
    rows = [
        [server, one.name, f"{one.resident:.0f}", f"{one.proportional:.0f}"]
        for server, loads in servers.items()
        for one in loads.memory
    ]
    return _table(head, rows)


def _start(found: FirstAnswer) -> str:
    return (
        "### From the start to the first answer\n\n"
        f"{found.warm:.1f} s with files in memory, {found.cold:.1f} s without; index and dialogue "
        "model are there."
    )


def _queue(found: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{found[name]} {name}" for name in SIZES)
    rest = ", ".join(f"{name} {value}" for name, value in found.items() if name not in SIZES)
    return f"{sizes}: {rest}"
