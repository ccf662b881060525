"""Parts of the service are missing or broken: what people still get, what readiness says, how it
comes back by itself. The dialogue that fails or hangs: `tests/assistant/test_conversation.py`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from actions.knowledge_base import KnowledgeBase, knowledge_base, open_index, use
from assistant.loading import open_knowledge
from assistant.service import repair
from assistant.settings import Settings
from knowledge.index_version import current_version
from knowledge.library import Library
from knowledge.search import NoSearch
from nlu.encoder import Encoder
from tests.conftest import RunningService, free_port


def ready(service: RunningService) -> dict[str, object]:
    response = httpx.get(f"{service.url}/health/ready")
    return {"code": response.status_code, **response.json()}


@contextmanager
def without_search(service: RunningService) -> Iterator[None]:
    """No index: every action that searches raises, and so does search after it."""
    held, before = service.app.state.service, knowledge_base()
    broken = KnowledgeBase(before.library, NoSearch(before.library))
    speaker = held.conversations.speaker
    try:
        held.knowledge = speaker.knowledge = broken
        use(broken)
        yield
    finally:
        held.knowledge = speaker.knowledge = before
        use(before)


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        ("how do i register my address", "en", "Sorry"),
        ("как зарегистрироваться по адресу", "ru", "Извините"),
        ("怎么登记住宿", "zh", "抱歉"),
    ],
)
def test_an_action_that_raises_gives_the_hotlines_and_the_next_question_is_answered(
    service: RunningService, sender: str, question: str, language: str, word: str
) -> None:
    with without_search(service):
        (answer,) = service.say(question, sender, language)
        state = ready(service)
    assert answer["custom"]["language"] == language
    assert word in answer["text"]
    assert all(number in answer["text"] for number in ("12345", "110", "120"))
    assert (state["code"], state["status"], state["degraded"]) == (200, "degraded", ["index"])
    (again,) = service.say(question, sender, language)
    assert again["custom"]["entry"] == "guide:register-address"
    repository = service.app.state.service.repository
    history = repository.history(repository.find("rest", sender).id, None, 10)
    assert [(one.role, one.state) for one in history if one.role == "user"] == [
        ("user", "failed"),
        ("user", "answered"),
    ]
    assert ready(service)["status"] == "ok"


def test_a_service_without_index_and_dialogue_still_answers_and_mends_itself(
    service: RunningService, tmp_path: Path
) -> None:
    models = tmp_path / "models"
    models.write_text("not a folder: nothing can be read or written here")
    broken = RunningService(
        Settings(data_folder=tmp_path / "data", port=free_port(), models_folder=models)
    )
    held, before = broken.app.state.service, knowledge_base()
    broken.start()
    try:
        state = ready(broken)
        assert (state["code"], state["status"]) == (200, "degraded")
        assert state["degraded"] == ["index", "dialogue"]
        (answer,) = broken.say("ho bisogno di un medico, come faccio?", "u-1", "fr")
        assert answer["custom"]["language"] == "fr"
        assert all(number in answer["text"] for number in ("12345", "110", "120"))
        models.unlink()
        models.symlink_to(service.settings.models_folder)
        repair(held, lambda _: None)
        assert ready(broken)["status"] == "ok"
        (answer,) = broken.say("comment enregistrer mon adresse", "u-1", "fr")
        assert answer["custom"]["entry"] == "guide:register-address"
    finally:
        broken.stop()
        use(before)


@pytest.mark.parametrize("damage", ["passages.jsonl", "dense.index", "manifest.json"])
def test_a_damaged_index_is_built_anew(
    small_index: Path, tmp_path: Path, small_library: Library, encoder: Encoder, damage: str
) -> None:
    root = shutil.copytree(small_index, tmp_path / "index")
    damaged = root / "v1" / damage
    whole = damaged.read_bytes()
    damaged.write_bytes(b"\x00" * 100)
    index = open_index(small_library, encoder, root, "v1")
    assert len(damaged.read_bytes()) == len(whole)
    assert index.version == current_version(root) == "v1"
    assert open_index(small_library, encoder, root, "v1").entries == index.entries


def test_an_index_that_cannot_be_built_leaves_the_library(tmp_path: Path) -> None:
    (tmp_path / "models").write_text("not a folder")
    base = open_knowledge(Settings(models_folder=tmp_path / "models"))
    assert isinstance(base.searcher, NoSearch)
    assert base.library.guides


@pytest.mark.parametrize(
    "moments",
    [
        ["2026-11-27T12:00", "2025-01-01T00:00", "2025-01-01T00:00", "2026-11-27T12:01"],
        ["2026-11-27T12:00", "2031-06-01T00:00", "2026-11-27T11:59", "2026-11-27T12:01"],
    ],
    ids=["backwards", "forwards"],
)
def test_a_clock_that_jumps(
    service: RunningService, sender: str, monkeypatch: pytest.MonkeyPatch, moments: list[str]
) -> None:
    for number, moment in enumerate(moments):
        monkeypatch.setenv("ASSISTANT_NOW", moment)
        (answer,) = service.say(f"article {34 + number}", sender)
        assert answer["custom"]["entry"] == f"article:{34 + number}"
    repository = service.app.state.service.repository
    history = repository.history(repository.find("rest", sender).id, None, 100)
    assert [one.text for one in history if one.role == "user"] == [
        f"article {34 + number}" for number in range(len(moments))
    ]
    assert [one.role for one in history] == ["user", "bot"] * len(moments)


async def test_what_cannot_be_repaired_is_left_as_it_is(service: RunningService) -> None:
    held = service.app.state.service
    before = held.conversations.speaker.dialogue
    await asyncio.to_thread(repair, held, lambda _: None)
    assert held.conversations.speaker.dialogue is before
