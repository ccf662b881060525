"""The one report of `make bench`: Markdown, JSON and charts."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.clock import now
from assistant.settings import ROOT
from benchmarks import index_size
from benchmarks.charts import plot
from benchmarks.comparison import comparison
from benchmarks.index_size import SizeCost
from benchmarks.queue import SIZES
from benchmarks.rasa import Comparison
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
            parts += comparison(self.rasa)
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
