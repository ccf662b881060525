"""What one search costs: encoding, both searches, both classifiers and the decision, on one core.

`python -m benchmarks search` asks the questions of the evaluation set one after the other.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from actions.knowledge_base import open_knowledge_base
from assistant.settings import Settings
from knowledge.evaluation.sets import read_questions
from knowledge.search import Searcher

_WARM_UP = 50


@dataclass(frozen=True)
class SearchCost:
    """Milliseconds a search: on the clock, and of processor time (a busy machine adds none)."""

    passages: int
    questions: int
    p50: float
    p95: float
    processor_p50: float
    processor_p95: float

    def line(self) -> str:
        """For people."""
        return (
            f"{self.passages} passages, {self.questions} questions: p50 {self.p50:.1f} ms, "
            f"p95 {self.p95:.1f} ms; of processor time p50 {self.processor_p50:.1f} ms, "
            f"p95 {self.processor_p95:.1f} ms"
        )


def measure() -> SearchCost:
    """The cost of a search in the shipped corpus."""
    settings = Settings()
    with one_core():
        return _cost(open_knowledge_base(settings.index_folder, settings.encoder).searcher)


def _cost(searcher: Searcher) -> SearchCost:
    questions = read_questions("questions")
    for question in questions[:: max(1, len(questions) // _WARM_UP)]:
        searcher.search(question.text, question.language)
    clock, processor = [], []
    for question in questions:
        begun, used = time.perf_counter(), time.process_time()
        searcher.search(question.text, question.language)
        processor.append(time.process_time() - used)
        clock.append(time.perf_counter() - begun)
    figures = [*np.percentile(clock, (50, 95)), *np.percentile(processor, (50, 95))]
    return SearchCost(
        len(searcher.index.passages),
        len(questions),
        *(round(float(seconds) * 1000, 2) for seconds in figures),
    )


@contextmanager
def one_core() -> Iterator[None]:
    """This process on a single core meanwhile, FAISS and matrices by a single thread as in a
    worker."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    try:
        with threadpool_limits(limits=1):
            yield
    finally:
        os.sched_setaffinity(0, allowed)
