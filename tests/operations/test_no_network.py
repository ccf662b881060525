"""In its default configuration the service calls nobody: it works where there is no way out."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import ROOT
from tests.conftest import free_port

START_SECONDS = 600


def unshared() -> list[str]:
    """The command that makes a network of its own. Never skipped: it is a promise to people."""
    program = shutil.which("unshare")
    if program is None:
        pytest.fail("this test needs `unshare` (util-linux), to run the service without a network")
    command = [program, "-n"] if os.geteuid() == 0 else [program, "-rn"]
    tried = subprocess.run([*command, "true"], capture_output=True, text=True)
    if tried.returncode:
        pytest.fail(
            "this test needs a network namespace (CAP_SYS_ADMIN, or user namespaces): "
            f"{' '.join(command)} says {tried.stderr.strip()!r}"
        )
    return command


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of this machine's settings; only where things are."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "ASSISTANT_DATA_FOLDER": str(tmp_path / "data"),
        "ASSISTANT_REDACT_STORED_TEXT": "true",
        "ASSISTANT_LOG_FORMAT": "json",
    }


def test_the_service_needs_no_way_out(tmp_path: Path, environment: dict[str, str]) -> None:
    url = free_port()
    attempts, log = tmp_path / "attempts", tmp_path / "log"
    service = [sys.executable, "-m", "tests.operations.isolated_service", str(attempts), "serve"]
    visitor = [sys.executable, "-m", "tests.operations.inside", f"http://127.0.0.1:{url}"]
    script = '"$@" >"$LOG" 2>&1 & exec $VISITOR'
    inside = subprocess.Popen(
        [*unshared(), "sh", "-c", script, "sh", *service, "--port", str(url)],
        cwd=ROOT,
        env={**environment, "LOG": str(log), "VISITOR": " ".join(visitor)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        seen = json.loads(inside.communicate(timeout=START_SECONDS)[0])
    finally:
        os.killpg(inside.pid, signal.SIGKILL)
    lines = log.read_text("utf-8")
    assert seen["ready"], lines[-4000:]
    assert "第三十九条" in seen["answer"][0]["text"] or seen["answer"][0]["custom"]["citations"]
    assert seen["search"]["results"]
    assert set(seen["pages"].values()) == {200}
    assert seen["session"] == 401
    assert not attempts.exists(), attempts.read_text()
    assert "13812345678" not in lines
    with sqlite3.connect(tmp_path / "data" / "assistant.db") as database:
        stored = "".join(row[0] for row in database.execute("SELECT text FROM messages"))
        states = "".join(row[0] for row in database.execute("SELECT state FROM trackers"))
    assert "[phone]" in stored
    assert "13812345678" not in stored + states
