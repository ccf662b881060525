"""The comparison with stock Rasa as tables; every ratio is of one run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from benchmarks.load import AtLength, Measured
from benchmarks.rasa import Comparison, Loads

_FIGURES: Final = (
    "messages/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "processor ms a message",
    "failed",
)


def comparison(found: Comparison) -> list[str]:
    """The parts of a report that compare, as Markdown."""
    return [
        "### Against stock Rasa",
        "One worker with SQLite; `rasa run` and `rasa run actions` with the same model, rules and "
        "actions, and an SQLite tracker store. Processor time is that of each server's processes, "
        "without PostgreSQL and Redis. Questions that are all different:",
        _by_people(found.ours.different, found.stock.different),
        "The same ten questions again and again:",
        _by_people(found.ours.same, found.stock.same),
        "### Processor time by thread",
        "Milliseconds for one message, questions that are all different: in the threads of the "
        "event loops, and in all others together.",
        _by_thread(found),
        "### By length of the conversation",
        "The next messages of one long conversation and the first messages of new people, asked in "
        "turn.",
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
    head = ("at once", "", *_FIGURES)
    rows: list[list[str]] = []
    for people, own in ours.items():
        other = stock[people]
        rows.append([str(people), "this assistant", *_figures(own)])
        rows.append(["", "stock Rasa", *_figures(other)])
        more = f"**{own.throughput / other.throughput:.1f}x**"
        sooner, less = (f"**1/{r:.1f}**" for r in (other.p95 / own.p95, other.cpu / own.cpu))
        rows.append(["", "**ratio**", more, "", sooner, "", less, ""])
    return _table(head, rows)


def _figures(found: Measured) -> list[str]:
    times = (f"{value:.0f}" for value in (found.p50, found.p95, found.p99))
    return [f"{found.throughput:.1f}", *times, f"{found.cpu:.1f}", str(found.failed)]


def _by_thread(found: Comparison) -> str:
    rows = [
        [server, str(people), f"{one.cpu_loop:.1f}", f"{one.cpu - one.cpu_loop:.1f}"]
        for server, loads in _servers(found).items()
        for people, one in loads.different.items()
    ]
    return _table(("", "at once", "event loop ms", "others ms"), rows)


def _servers(found: Comparison) -> dict[str, Loads]:
    with_postgresql = {f"{n} with PostgreSQL": loads for n, loads in found.workers.items()}
    return {"one worker, SQLite": found.ours, "stock Rasa": found.stock, **with_postgresql}


def _by_length(ours: Mapping[int, AtLength], stock: Mapping[int, AtLength]) -> str:
    def cells(found: Mapping[int, AtLength], turn: int) -> list[str]:
        if turn not in found:
            return ["not measured", "", ""]
        p50, first = found[turn].p50, found[turn].first
        return [f"{p50:.1f}", f"{first:.1f}", f"{p50 / first:.2f}x"]

    figures = ("p50 ms", "of first messages", "ratio")
    head = ("turn", *figures, *(f"stock Rasa: {name}" for name in figures))
    return _table(head, ([str(turn), *cells(ours, turn), *cells(stock, turn)] for turn in ours))


def _by_workers(found: Comparison) -> str:
    head = ("workers", "at once", *_FIGURES, "to stock")
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
    head = ("", "process", "resident MiB", "with its share of common pages, MiB")
    rows = [
        [server, one.name, f"{one.resident:.0f}", f"{one.proportional:.0f}"]
        for server, loads in _servers(found).items()
        for one in loads.memory
    ]
    return _table(head, rows)
