"""One real service for the whole run: Rasa, FAISS, SQLite, the shipped encoder."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import uvicorn
from hypothesis import settings as hypothesis_settings
from sqlalchemy.engine import Engine

from assistant.dialogue.preparation import prepare_rasa

prepare_rasa()

from actions.knowledge_base import open_knowledge_base  # noqa: E402
from assistant.app import create_app  # noqa: E402
from assistant.settings import Settings  # noqa: E402
from assistant.storage.database import connect, migrate  # noqa: E402
from assistant.storage.tables import metadata  # noqa: E402
from knowledge.index import build_index  # noqa: E402
from knowledge.library import Library, load_library  # noqa: E402
from knowledge.search import Searcher  # noqa: E402
from nlu.encoder import Encoder, load_encoder  # noqa: E402
from tests.postgresql import PostgreSQLServer  # noqa: E402

START_SECONDS = 600

# How fast an example runs is the machine's business; a busy one must fail no test.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


class RunningService:
    """The assistant, served by uvicorn in a thread of this process."""

    def __init__(self, settings: Settings) -> None:
        self.url = f"http://127.0.0.1:{settings.port}"
        self.settings = settings
        self.app = create_app(settings, lambda _: None)
        config = uvicorn.Config(self.app, host="127.0.0.1", port=settings.port, log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=asyncio.run, args=(self._server.serve(),))

    def start(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the service did not start")
            time.sleep(0.05)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(30)

    def say(self, message: str, sender: str, language: str | None = None) -> list[dict]:
        """One message over Rasa's REST contract."""
        body: dict = {"sender": sender, "message": message}
        if language is not None:
            body["metadata"] = {"language": language}
        response = httpx.post(f"{self.url}/webhooks/rest/webhook", json=body, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    data: Path = tmp_path_factory.mktemp("data")
    settings = Settings(data_folder=data, port=free_port(), messages_per_minute=6000)
    running = RunningService(settings)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def searcher() -> Searcher:
    """Search over the whole corpus. Its index is built once and stands where the service's does."""
    settings = Settings()
    return open_knowledge_base(settings.index_folder, settings.encoder).searcher


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture(scope="session")
def small_library() -> Library:
    """A part of the real library, so that building an index is quick."""
    whole = load_library()
    guides = {key: whole.guides[key] for key in sorted(whole.guides)[:12]}
    return Library(whole.facts, whole.places, guides, whole.articles, whole.regulation_version)


@pytest.fixture(scope="session")
def small_index(
    tmp_path_factory: pytest.TempPathFactory, small_library: Library, encoder: Encoder
) -> Path:
    """The folder of an index of it, version v1. To be copied before it is changed."""
    root = tmp_path_factory.mktemp("index")
    build_index(small_library, encoder, root, "v1")
    return root


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a real PostgreSQL."""
    with closing(PostgreSQLServer()) as server:
        yield server.url


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'deep' / 'x.db'}"
    else:
        url = request.getfixturevalue("postgresql")
    made = connect(url)
    migrate(made)
    with made.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    yield made
    made.dispose()


@pytest.fixture
def sender(request: pytest.FixtureRequest) -> str:
    return f"{request.node.name[:80]}-{time.monotonic_ns()}"
