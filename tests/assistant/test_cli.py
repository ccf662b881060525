"""The command line: help, results, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ROOT

COMMANDS = [
    [],
    ["serve"],
    ["train"],
    ["chat"],
    ["ask"],
    ["doctor"],
    ["backup"],
    ["restore"],
    ["settings"],
    ["knowledge"],
    ["knowledge", "check"],
    ["knowledge", "stats"],
    ["knowledge", "stale"],
    ["knowledge", "show"],
    ["knowledge", "index"],
    ["knowledge", "search"],
    ["knowledge", "import"],
    ["knowledge", "new", "guide"],
    ["agents"],
    ["agents", "add"],
    ["agents", "list"],
    ["agents", "reset"],
    ["agents", "disable"],
    ["audit"],
    ["audit", "verify"],
    ["audit", "export"],
    ["privacy", "evaluate"],
    ["privacy", "export"],
    ["privacy", "erase"],
    ["evaluate"],
    ["encoder", "train"],
    ["encoder", "evaluate"],
]


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_a_wrong_command_line_is_2() -> None:
    assert run("knowledge", "show").returncode == 2
    assert run("nothing").returncode == 2


def test_show_prints_an_entry_as_it_will_be_read() -> None:
    done = run("knowledge", "show", "guide:register-address", "--lang", "zh")
    assert done.returncode == 0
    assert "24小时" in done.stdout
    assert "{" not in done.stdout
    assert run("knowledge", "show", "guide:nothing").returncode == 1


def test_stats_counts() -> None:
    table = json.loads(run("knowledge", "stats", "--json").stdout)
    assert table["guides_total"] >= 80
    assert table["places_total"] >= 60
    assert all(table["texts"][code] == table["guides_total"] for code in ("zh", "en", "ar", "th"))


def test_check_passes_and_fails(tmp_path: Path) -> None:
    assert run("knowledge", "check").returncode == 0
    assert run("knowledge", "check", "--corpus", str(tmp_path)).returncode == 1
    assert run("knowledge", "check", "--corpus", str(tmp_path / "no")).returncode == 2


def test_evaluate_refuses_what_is_not_the_benchmark(tmp_path: Path) -> None:
    other = tmp_path / "other.json.gz"
    other.write_bytes(b"x")
    done = run("evaluate", "--xquad-r", str(other))
    assert done.returncode == 1
    assert "does not hold XQuAD-R" in done.stderr
    assert run("evaluate", "--xquad-r", str(tmp_path / "none")).returncode == 2


def test_the_encoder_is_not_trained_without_its_data(tmp_path: Path) -> None:
    done = run("encoder", "train", "--data", str(tmp_path), "--output", str(tmp_path / "model"))
    assert done.returncode == 2
    assert "is not there: see docs/model-card.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "model").exists()


def test_the_configuration_reference_is_complete() -> None:
    written = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert run("settings").stdout.strip() in written


def test_ask_answers_as_json(service: object) -> None:
    done = run("ask", "What does Article 36 say?", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["custom"]["entry"] == "article:36"


def test_chat_answers_line_by_line(service: object) -> None:
    done = run("chat", "--lang", "en", stdin="hello\nWhat does Article 39 say?\n\n")
    assert done.returncode == 0, done.stderr
    assert "第三十九条" in done.stdout


def test_doctor_finds_everything_in_place(service: object) -> None:
    findings = json.loads(run("doctor", "--json").stdout)
    assert {f["name"] for f in findings} >= {"python", "database", "index", "dialogue model"}
    assert all(f["ok"] for f in findings), findings
