"""`make bench`: the cost of a search, the queue of a busy desk, two hundred people in WeChat at
once, and this assistant and stock Rasa one after the other, printed as ratios.

`python -m benchmarks search`, `queue`, `wechat` or `rasa` measures one of them; `index` measures
search as the index grows (some minutes and gigabytes, so not among the rest).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.dialogue.quiet import quieten_rasa
from assistant.settings import ROOT, Settings
from benchmarks import index_size, queue, search, wechat
from benchmarks.load import Measured, at_concurrency, at_length
from benchmarks.servers import Server, ours, stock

CONCURRENCIES = (1, 8, 32)
LENGTHS = (1, 50, 200)


async def measure(server: Server, messages: int) -> dict[str, Any]:
    """All measurements of one server, after a warm-up."""
    await at_concurrency(server, 1, 10)
    result: dict[str, Any] = {"concurrency": {}, "length": {}}
    for concurrency in CONCURRENCIES:
        result["concurrency"][concurrency] = await at_concurrency(server, concurrency, messages)
        print(
            f"{server.name}: concurrency {concurrency}: {_line(result['concurrency'][concurrency])}"
        )
    for length in LENGTHS:
        result["length"][length] = await at_length(server, length, 20)
        print(f"{server.name}: turn {length} and after: {_line(result['length'][length])}")
    result["memory_mib"] = server.memory_mib()
    return result


def _line(measured: Measured) -> str:
    return (
        f"{measured.throughput:.1f}/s, p50 {measured.p50:.0f} ms, p95 {measured.p95:.0f} ms, "
        f"p99 {measured.p99:.0f} ms, {measured.failed} failed"
    )


def report(mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    """The comparison as Markdown."""
    lines = [
        f"Machine: {platform.processor() or platform.machine()}, {platform.python_version()}",
        "",
        "| concurrency | ours msg/s | stock msg/s | ratio | ours p95 ms | stock p95 ms | ratio |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for level, own in mine["concurrency"].items():
        other = theirs["concurrency"][level]
        lines.append(
            f"| {level} | {own.throughput:.1f} | {other.throughput:.1f} | "
            f"{own.throughput / other.throughput:.1f}x | {own.p95:.0f} | {other.p95:.0f} | "
            f"{other.p95 / own.p95:.1f}x |"
        )
    lines += [
        "",
        "| turn | ours p50 ms | against turn 1 | stock p50 ms | against turn 1 |",
        "| --- | --- | --- | --- | --- |",
    ]
    for length, own in mine["length"].items():
        other = theirs["length"][length]
        lines.append(
            f"| {length} | {own.p50:.0f} | {own.p50 / mine['length'][1].p50:.2f}x | "
            f"{other.p50:.0f} | {other.p50 / theirs['length'][1].p50:.2f}x |"
        )
    memory = f"{mine['memory_mib']:.0f} MiB, stock {theirs['memory_mib']:.0f} MiB"
    return "\n".join([*lines, "", f"Memory: ours {memory}."])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "section",
        nargs="?",
        choices=["all", "rasa", "wechat", "queue", "search", "index"],
        default="all",
        help="what to measure",
    )
    parser.add_argument("--messages", type=int, default=200, help="per level of concurrency")
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--output", type=Path, default=ROOT / "results" / "bench")
    parser.add_argument("--largest", type=int, default=1_000_000, help="passages in an index")
    parser.add_argument("--largest-graph", type=int, default=1_000_000, help="passages in a graph")
    parser.add_argument("--plots", type=Path, default=None, help="folder for the chart of `index`")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    if options.section == "index":
        _index(options)
        return
    if options.section in ("all", "search"):
        cost = search.measure()
        print(f"Search: {cost.line()}")
        _write(options.output / "search.json", asdict(cost))
    if options.section in ("all", "queue"):
        updates = queue.run(queue.arguments().parse_args([]))
        print(f"Queue: {json.dumps(updates)}")
        _write(options.output / "queue.json", updates)
    if options.section in ("all", "rasa", "wechat"):
        _service(options)


def _index(options: argparse.Namespace) -> None:
    costs = index_size.measure(options.largest, options.largest_graph, print)
    print(index_size.report(costs))
    _write(options.output / "index.json", [asdict(cost) for cost in costs])
    if options.plots is not None:
        index_size.plot(costs, options.plots / "index-size.svg")


def _service(options: argparse.Namespace) -> None:
    quieten_rasa()
    from assistant.dialogue.training import ensure_model

    model = ensure_model(Settings().dialogue_folder, print)
    if options.section != "rasa":
        answered = wechat.measure(options.port + 20)
        print(f"WeChat: {answered.line()}")
        _write(options.output / "wechat.json", asdict(answered))
    if options.section != "wechat":
        _compare(options, model)


def _write(path: Path, measured: Any) -> None:
    path.write_text(json.dumps(measured, default=asdict, indent=1), encoding="utf-8")


def _compare(options: argparse.Namespace, model: Path) -> None:
    with ours(options.port) as server:
        mine = asyncio.run(measure(server, options.messages))
    with stock(options.port + 10, model) as server:
        theirs = asyncio.run(measure(server, options.messages))
    text = report(mine, theirs)
    print("\n" + text)
    (options.output / "report.md").write_text(text + "\n", encoding="utf-8")
    _write(options.output / "report.json", {"ours": mine, "stock": theirs})


if __name__ == "__main__":
    main()
