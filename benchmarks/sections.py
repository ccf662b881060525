"""The sections of the benchmark, each measured in a process of its own: the memory it took is free
again afterwards, and one that fails or dies takes nothing of the others with it."""

from __future__ import annotations

import asyncio
import multiprocessing
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from assistant.dialogue.preparation import prepare_rasa
from assistant.settings import Settings
from benchmarks import index_size, queue, rasa, search, start, wechat

_progress = partial(print, flush=True)


class SectionFailed(Exception):
    """A section could not be measured; the message is one line."""


@dataclass(frozen=True)
class Extent:
    """How much is measured: messages at each level of concurrency (and as many changes of the
    desk's queue at most), passages in an index. Servers listen from `port` on."""

    messages: int = 400
    largest: int = 1_000_000
    port: int = 8100


def _search(_: Extent) -> search.SearchCost:
    return search.measure()


def _queue(extent: Extent) -> dict[str, float]:
    updates = min(queue.UPDATES, extent.messages)
    return queue.run(queue.arguments().parse_args(["--updates", str(updates)]))


def _index(extent: Extent) -> list[index_size.SizeCost]:
    return index_size.measure(extent.largest, _progress)


def _start(extent: Extent) -> start.FirstAnswer:
    _train()
    return start.measure(extent.port + 40)


def _wechat(extent: Extent) -> wechat.Answered:
    _train()
    return wechat.measure(extent.port + 30)


def _rasa(extent: Extent) -> rasa.Comparison:
    return asyncio.run(rasa.compare(extent.port, _train(), extent.messages, _progress))


def _train() -> Any:
    """The dialogue model's path; it is trained before anything is measured."""
    prepare_rasa()
    from assistant.dialogue.training import ensure_model

    return ensure_model(Settings().dialogue_folder, _progress)


SECTIONS: Final[Mapping[str, Callable[[Extent], Any]]] = {
    "search": _search,
    "queue": _queue,
    "index": _index,
    "start": _start,
    "wechat": _wechat,
    "rasa": _rasa,
}
"""How each is measured, by its name; what comes out is the part of that name in a `Report`."""


def measure(name: str, extent: Extent) -> Any:
    """Measure a section in a process of its own.

    Raises:
        SectionFailed: it failed, or its process died.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        try:
            return process.submit(_measure_here, name, extent).result()
        except BrokenProcessPool:
            raise SectionFailed("its process died, as where memory runs out") from None


def _measure_here(name: str, extent: Extent) -> Any:
    """In the process of its own. Not every exception survives the way back; its line does."""
    try:
        return SECTIONS[name](extent)
    except Exception as error:
        traceback.print_exc()
        raise SectionFailed(_one_line(error)) from None


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
