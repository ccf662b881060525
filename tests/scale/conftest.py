"""What holds for all tests between workers."""

from __future__ import annotations

import pytest

from assistant import shared_store

PATIENT = 60.0


@pytest.fixture(autouse=True)
def redis_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """How busy this machine is must not make Redis count as away."""
    monkeypatch.setattr(shared_store, "ANSWER_SECONDS", PATIENT)
