"""`make bench`: one report of what this assistant costs, beside stock Rasa where both can be asked.

`python -m benchmarks SECTION …` measures only those. Graphs of a million passages take half an
hour to build: `--largest-graph 1000000` asks for them.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from assistant.dialogue.quiet import quieten_rasa
from assistant.settings import ROOT, Settings
from benchmarks import index_size, queue, rasa, search, start, wechat
from benchmarks.report import Report

SECTIONS = ("search", "queue", "index", "start", "wechat", "rasa")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--messages", type=int, default=400, help="a level of concurrency")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "bench")
    parser.add_argument("--largest", type=int, default=1_000_000, help="passages in an index")
    parser.add_argument("--largest-graph", type=int, default=30_000, help="passages in a graph")
    options = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    print(measure(options).write(options.output))


def measure(options: argparse.Namespace) -> Report:
    """Measure the sections that are asked for, all of them where none is."""
    wanted = options.sections or SECTIONS
    report = Report()
    if "search" in wanted:
        report.search = search.measure()
    if "queue" in wanted:
        report.queue = queue.run(queue.arguments().parse_args([]))
    if "index" in wanted:
        report.index = index_size.measure(options.largest, options.largest_graph, print)
    if not {"start", "wechat", "rasa"} & set(wanted):
        return report
    quieten_rasa()
    from assistant.dialogue.training import ensure_model

    model = ensure_model(Settings().dialogue_folder, print)
    if "start" in wanted:
        report.start = start.measure(options.port + 40)
    if "wechat" in wanted:
        report.wechat = wechat.measure(options.port + 30)
    if "rasa" in wanted:
        report.comparison = asyncio.run(rasa.compare(options.port, model, options.messages, print))
    return report


if __name__ == "__main__":
    main()
