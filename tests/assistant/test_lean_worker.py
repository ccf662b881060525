"""A worker carries what answers: what Rasa needs to train stays out, and is there when used."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ANSWER = """
import sys
from pathlib import Path
from assistant.workers import quieten
from assistant.settings import Settings
settings = Settings(data_folder=Path(sys.argv[1]))
quieten(settings)
from starlette.testclient import TestClient
from assistant.app import create_app
with TestClient(create_app(settings)) as client:
    body = {"sender": "a", "message": "how do I extend my residence permit"}
    said = client.post("/webhooks/rest/webhook", json=body).json()
    assert said and said[0]["text"], said
print([name for name in ("tensorflow", "torch", "matplotlib") if name in sys.modules])
"""

TRAIN = """
import sys
from assistant.dialogue.preparation import prepare_rasa
prepare_rasa()
import rasa.utils.train_utils
from rasa.utils import train_utils
assert "tensorflow" not in sys.modules
print(callable(train_utils.rank_and_mask), "tensorflow" in sys.modules)
print(rasa.utils.train_utils.rank_and_mask is train_utils.rank_and_mask)
"""


def _run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_worker_that_answers_has_no_library_for_training(service: object, tmp_path: Path) -> None:
    assert _run(ANSWER, str(tmp_path)).splitlines()[-1] == "[]"


def test_what_training_needs_is_there_when_it_is_used() -> None:
    assert _run(TRAIN).splitlines() == ["True True", "True"]
