"""The evaluation as charts, written into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from knowledge.evaluation.charts import Axis, Interval, Series, intervals, lines

_SHARES: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def write_plots(measured: dict[str, Any], folder: Path) -> list[Path]:
    """hit@1 by language, and what other thresholds would do."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = {"hit1-by-language": _hit1(measured), "abstention": _trade_off(measured)}
    paths = []
    for name, picture in plots.items():
        paths.append(folder / f"{name}.svg")
        paths[-1].write_text(picture, encoding="utf-8")
    return paths


def _hit1(measured: dict[str, Any]) -> str:
    rows = [
        Interval(name, row["hit1"], *row["interval"])
        for name, row in measured["by language"].items()
    ]
    axis = Axis("hit@1 and its 95 % interval", _SHARES)
    return intervals("The right entry first, by language", axis, rows)


def _trade_off(measured: dict[str, Any]) -> str:
    points = measured["confidence"]["trade-off"]
    curves = {
        "questions answered": "answered",
        "messages out of scope answered": "answered_out_of_scope",
        "questions answered wrong": "wrong",
    }
    series = [
        Series(name, tuple((point["threshold"], point[key]) for point in points))
        for name, key in curves.items()
    ]
    chosen = measured["confidence"]["answer from"]
    x = Axis(f"answer from this confidence on (now: {chosen:.2f})", _SHARES)
    return lines("Answering less against being wrong less", x, Axis("share", _SHARES), series)
