"""What `assistant evaluate` measures, piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from actions.knowledge_base import open_knowledge_base
from assistant.settings import Settings
from knowledge.evaluation.baselines import (
    compare,
    compare_by_language,
    minilm_folder,
    on_a_part,
    on_the_whole_index,
)
from knowledge.evaluation.identification import accuracy, other_identifiers
from knowledge.evaluation.measure import evaluate
from knowledge.evaluation.plots import write_plots
from knowledge.evaluation.xquad_r import Benchmark, mean_average_precision, read_xquad_r
from knowledge.search import Searcher
from nlu.encoder import load_encoder

Progress = Callable[[str], None]


def measure(
    progress: Progress,
    *,
    baselines: bool = False,
    stock_rasa: bool = False,
    xquad_r: Path | None = None,
    documents: int | None = None,
    plots: Path | None = None,
) -> dict[str, Any]:
    """Everything that was asked for, as plain data for JSON.

    Raises:
        BenchmarkError: `xquad_r` is not XQuAD-R.
    """
    benchmark = None if xquad_r is None else read_xquad_r(xquad_r, documents)
    settings = Settings()
    searcher = open_knowledge_base(settings.index_folder, settings.encoder).searcher
    progress("asking the questions of the evaluation sets")
    measured = evaluate(searcher)
    if baselines:
        measured["baselines"] = _baselines(searcher, progress)
        measured["other identifiers"] = {
            name: accuracy(identified) for name, identified in other_identifiers().items()
        }
    if stock_rasa:
        measured["stock Rasa"] = _stock_rasa(searcher, progress)
    if benchmark is not None:
        measured["xquad-r"] = _xquad_r(searcher, benchmark, progress)
    if plots is not None:
        for path in write_plots(measured, plots):
            progress(f"written: {path}")
    return measured


def _baselines(searcher: Searcher, progress: Progress) -> dict[str, Any]:
    compared = compare(on_the_whole_index(searcher), progress)
    return compared | compare(on_a_part(searcher, progress), progress)


def _stock_rasa(searcher: Searcher, progress: Progress) -> dict[str, Any]:
    """Rasa's ResponseSelector, trained for each language, beside our search."""
    from assistant.dialogue.preparation import prepare_rasa

    prepare_rasa()
    from assistant.dialogue.stock_selector import trained_selector

    return compare_by_language(searcher, "Rasa's ResponseSelector", trained_selector, progress)


def _xquad_r(searcher: Searcher, benchmark: Benchmark, progress: Progress) -> dict[str, Any]:
    encoders = {"ours": searcher.encoder}
    if (folder := minilm_folder()) is not None:
        encoders["all-MiniLM-L6-v2"] = load_encoder(str(folder))
    scores = {}
    for name, encoder in encoders.items():
        progress(f"XQuAD-R: {name}, {len(benchmark.sentences)} sentences")
        scores[name] = mean_average_precision(encoder, benchmark)
    return {
        "documents": benchmark.documents,
        "questions": len(benchmark.questions),
        "sentences": len(benchmark.sentences),
        "mAP": scores,
    }
