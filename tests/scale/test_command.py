"""What `assistant serve --workers` and `assistant migrate` refuse, and say."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect
from typer.testing import CliRunner

from assistant.cli.main import app
from assistant.storage.database import connect
from assistant.storage.tables import metadata


@pytest.mark.parametrize(
    ("database", "redis", "named"),
    [
        (None, "redis://127.0.0.1:1/0", "ASSISTANT_DATABASE_URL"),
        ("sqlite:////nowhere/x.db", "redis://127.0.0.1:1/0", "ASSISTANT_DATABASE_URL"),
        ("postgresql://nobody@127.0.0.1:1/x", None, "ASSISTANT_REDIS_URL"),
    ],
)
def test_workers_need_postgresql_and_redis(
    monkeypatch: pytest.MonkeyPatch, database: str | None, redis: str | None, named: str
) -> None:
    for name, value in (("DATABASE_URL", database), ("REDIS_URL", redis)):
        monkeypatch.delenv(f"ASSISTANT_{name}", raising=False)
        if value is not None:
            monkeypatch.setenv(f"ASSISTANT_{name}", value)
    result = CliRunner().invoke(app, ["serve", "--workers", "2"])
    assert result.exit_code == 1
    assert named in result.stderr
    assert "2 workers need" in result.stderr


def test_migrate_makes_the_tables_and_may_be_repeated(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", url)
    for _ in range(2):
        assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    engine = connect(url)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


def test_migrate_says_that_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/x")
    result = CliRunner().invoke(app, ["migrate"])
    assert result.exit_code == 1
    assert "the database does not answer" in result.stderr
