"""What dense search costs as the index grows: comparing every vector, or codes first.

`python -m benchmarks index`: real passages, each many times over with noise, from a thousand to a
million; real questions. One core searches.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import faiss
import numpy as np
import numpy.typing as npt
import psutil

from actions.knowledge_base import open_knowledge_base
from assistant.settings import Settings
from benchmarks.search import one_core
from knowledge.dense import Dense, ExactSearch, build_packed, nearest
from knowledge.evaluation.charts import Axis, Series, lines
from knowledge.evaluation.sets import read_questions

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
_NEAREST = 96
"""Passages asked for, as `knowledge.candidates` does."""

_QUESTIONS = 200
_NOISE = 0.75
"""Length of the noise added to a unit vector: cosine about 0.8 to where it came from."""

_MEMORY_LEFT = 2 << 30
"""Bytes that must stay free."""

Vectors = npt.NDArray[np.float32]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class SizeCost:
    """Milliseconds of processor time a search takes at a size, by comparing every vector and by
    codes first; the share of the truly nearest passages found by codes, and seconds to build."""

    passages: int
    flat_p50: float
    flat_p95: float
    packed_p50: float
    packed_p95: float
    packed_recall: float
    packed_build: float


def measure(largest: int, progress: Progress) -> list[SizeCost]:
    """The cost at each size up to the largest that memory allows.

    Raises:
        ValueError: not even the smallest size is allowed.
    """
    settings = Settings()
    searcher = open_knowledge_base(settings.index_folder, settings.encoder).searcher
    sizes = _sizes(largest, searcher.encoder.dimension)
    asked = [question.text for question in read_questions("questions")[::3]][:_QUESTIONS]
    queries = searcher.encoder.encode(asked, "query")
    real = searcher.encoder.encode([passage.text for passage in searcher.index.passages])
    vectors = synthetic_passages(real, sizes[-1])
    costs = []
    for size in sizes:
        costs.append(at_size(vectors[:size], queries))
        progress(str(asdict(costs[-1])))
    return costs


def _sizes(largest: int, dimension: int) -> list[int]:
    row_bytes = dimension * np.dtype(np.float32).itemsize
    free = psutil.virtual_memory().available - _MEMORY_LEFT
    sizes = [size for size in SIZES if size <= largest and size * row_bytes * 3 < free]
    if not sizes:
        raise ValueError(f"{free >> 20} MiB and {largest} passages allow no index of {SIZES[0]}")
    return sizes


def synthetic_passages(real: Vectors, count: int) -> Vectors:
    """Unit vectors (count, d) around the rows of `real`, in the same order for the same count."""
    chooser = np.random.default_rng(0)
    made = np.empty((count, real.shape[1]), dtype=np.float32)
    step = 50_000
    for start in range(0, count, step):
        part = made[start : start + step]
        noise = chooser.standard_normal(part.shape, dtype=np.float32)
        noise *= _NOISE / np.linalg.norm(noise, axis=1, keepdims=True)
        part[:] = real[chooser.integers(0, len(real), len(part))] + noise
        part /= np.linalg.norm(part, axis=1, keepdims=True)
    return made


def at_size(vectors: Vectors, queries: Vectors) -> SizeCost:
    """The cost of searching these vectors in both ways."""
    faiss.omp_set_num_threads(psutil.cpu_count())
    begun = time.process_time()
    packed = build_packed(vectors)
    built = time.process_time() - begun
    with one_core():
        flat_p50, flat_p95, right = _search(ExactSearch(vectors), queries)
        packed_p50, packed_p95, found = _search(packed, queries)
    recall = np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(right, found, strict=True)])
    figures = (flat_p50, flat_p95, packed_p50, packed_p95)
    return SizeCost(len(vectors), *figures, round(float(recall), 4), round(built, 1))


def _search(dense: Dense, queries: Vectors) -> tuple[float, float, list[list[int]]]:
    """p50 and p95 in milliseconds of processor time, and the rows found for each query."""
    seconds, found = [], []
    for query in queries:
        begun = time.process_time()
        _, rows = nearest(dense, query[None, :], _NEAREST)
        seconds.append(time.process_time() - begun)
        found.append(rows.tolist())
    p50, p95 = (float(np.percentile(seconds, share)) * 1000 for share in (50, 95))
    return round(p50, 3), round(p95, 3), found


def report(costs: list[SizeCost]) -> str:
    """The costs as Markdown."""
    rows = ["| passages | flat p50 ms | p95 ms | packed p50 ms | p95 ms | recall | build s |"]
    rows.append("| --- " * 7 + "|")
    for cost in costs:
        values = [f"{value:,}" for value in asdict(cost).values()]
        rows.append(f"| {' | '.join(values)} |")
    return "\n".join(rows)


def plot(costs: list[SizeCost], path: Path) -> None:
    """The 95th percentiles as a chart (SVG)."""
    flat = tuple((float(cost.passages), cost.flat_p95) for cost in costs)
    packed = tuple((float(cost.passages), cost.packed_p95) for cost in costs)
    x = Axis("passages", tuple(10.0**power for power in range(3, 7)), logarithmic=True)
    y = Axis("ms of one core, 95th percentile", (0.01, 0.1, 1, 10, 100, 1000), logarithmic=True)
    series = [Series("every vector compared", flat), Series("codes first", packed)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines("Cost of one dense search", x, y, series), encoding="utf-8")
