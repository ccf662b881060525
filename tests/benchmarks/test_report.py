"""The report of the benchmarks: its ratios, and what was not measured."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.load import AtLength, Measured, different_questions
from benchmarks.rasa import Comparison, Loads
from benchmarks.report import Report
from benchmarks.servers import ProcessMemory
from benchmarks.start import FirstAnswer
from benchmarks.widget import WidgetWeight


def _loads(throughput: float, p95: float, *lengths: int) -> Loads:
    measured = Measured(throughput, p95 / 2, p95, p95 * 2, 1000 / throughput, 1.5, 0)
    by_people = dict.fromkeys((1, 8, 32), measured)
    memory = [ProcessMemory("worker", 1200, 900)]
    return Loads(by_people, by_people, dict.fromkeys(lengths, AtLength(p95 / 2, p95 / 4)), memory)


def _report() -> Report:
    comparison = Comparison(
        ours=_loads(120, 50, 200, 1000),
        stock=_loads(10, 700, 200),
        widget=WidgetWeight(10240, 20480, 5120),
        workers={2: _loads(150, 40)},
    )
    return Report(rasa=comparison, start=FirstAnswer(cold=20.0, warm=8.0))


def test_ratios_are_against_stock_rasa_of_the_same_run() -> None:
    text = _report().markdown()
    assert "| **ratio** | **12.0x** |  | **1/14.0** |  | **1/12.0** |" in text
    assert "| 2 | 8 | 150.0 | 20 | 40 | 80 | 6.7 | 0 | 15.0x |" in text
    assert "| stock Rasa | 8 | 1.5 | 98.5 |" in text
    assert "8.0 s with files in memory, 20.0 s without" in text
    assert "35.0 KiB until a person can write" in text


def test_what_was_not_measured_is_said() -> None:
    text = _report().markdown()
    assert "| 200 | 25.0 | 12.5 | 2.00x | 350.0 | 175.0 | 2.00x |" in text
    assert "| 1000 | 25.0 | 12.5 | 2.00x | not measured |  |  |" in text
    assert "queue" not in text


def test_everything_is_written(tmp_path: Path) -> None:
    _report().write(tmp_path)
    data = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert data["rasa"]["ours"]["same"]["8"]["throughput"] == 120
    assert data["rasa"]["stock"]["different"]["8"]["cpu"] == 100
    assert data["wechat"] is None
    for name in ("throughput", "latency", "length"):
        ElementTree.parse(tmp_path / f"{name}.svg")


def test_no_question_comes_twice() -> None:
    asked = different_questions()
    assert len(asked) == len(set(asked)) > 400
    assert asked == different_questions()
