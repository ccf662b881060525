"""`python -m benchmarks`: a section that fails costs the report nothing but itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ROOT


def _bench(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments, "--output", str(output)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("searcher")
def test_a_section_that_fails_is_named_and_the_next_is_measured(tmp_path: Path) -> None:
    done = _bench(tmp_path, "index", "queue", "--largest", "10", "--messages", "2")
    assert done.returncode == 1, done.stderr
    text = (tmp_path / "report.md").read_text("utf-8")
    assert "- index: ValueError: " in text
    assert "1000 conversations, 10 agents, 2 updates" in text
    data = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert list(data["failed"]) == ["index"]
    assert data["index"] is None
    assert data["queue"]["updates"] == 2
    assert "[1/2] index: failed: ValueError" in done.stdout
    assert "[2/2] queue: measured" in done.stdout
    assert text in done.stdout


def test_a_section_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    done = _bench(tmp_path / "bench", "queue", "speed")
    assert done.returncode == 2
    assert "there is no section speed" in done.stderr
    assert not (tmp_path / "bench").exists()
