"""Backups, figures, the dashboard, the doctor, and models that are what they were."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY
from sqlalchemy.engine import Engine

from assistant.backup import BackupError, back_up, restore
from assistant.cli.configuration import CHANNEL_SETTINGS
from assistant.cli.doctor import examine
from assistant.dialogue.training import AlteredModel, check_model
from assistant.figures import read_figures
from assistant.settings import ROOT, Settings
from assistant.storage.database import connect, migrate
from nlu.encoder import SHIPPED_MODEL, EncoderError, hash_path, load_encoder
from tests.conftest import free_port
from tests.operations.rows import fill

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
DEPLOY = ROOT / "deploy"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data")


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = connect(settings.database)
    migrate(made)
    fill(made, NOON)
    yield made
    made.dispose()


def words(settings: Settings) -> list[tuple[str]]:
    with sqlite3.connect(settings.data_folder / "assistant.db") as database:
        return database.execute("SELECT text FROM messages").fetchall()


def test_a_backup_is_taken_while_the_service_writes_and_put_back(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    key, file = settings.signing_key, tmp_path / "backup.zip"
    with engine.begin() as writing:
        writing.exec_driver_sql("UPDATE messages SET text = 'not committed'")
        manifest = back_up(settings, file, NOON)
    assert set(manifest["files"]) == {"assistant.db", "secret.key"}
    assert file.stat().st_mode & 0o077 == 0
    engine.dispose()
    shutil.rmtree(settings.data_folder)
    restore(settings, file)
    assert words(settings) == [("x",)]
    assert Settings(data_folder=settings.data_folder).signing_key == key


def test_a_database_is_replaced_only_where_that_is_said(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "backup.zip", NOON)
    with engine.begin() as writing:
        writing.exec_driver_sql("UPDATE messages SET text = 'later'")
    engine.dispose()
    with pytest.raises(BackupError, match="--replace"):
        restore(settings, tmp_path / "backup.zip")
    assert words(settings) == [("later",)]
    restore(settings, tmp_path / "backup.zip", replace=True)
    assert words(settings) == [("x",)]


def altered(file: Path, name: str, content: bytes, manifest: bytes | None = None) -> None:
    with zipfile.ZipFile(file) as archive:
        held = {one: archive.read(one) for one in archive.namelist()}
    held[name] = content
    if manifest is not None:
        held["manifest.json"] = manifest
    with zipfile.ZipFile(file, "w") as archive:
        for one, data in held.items():
            archive.writestr(one, data)


def test_a_damaged_backup_changes_nothing(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    back_up(settings, file, NOON)
    altered(file, "assistant.db", b"not a database")
    with pytest.raises(BackupError, match="damaged"):
        restore(settings, file, replace=True)
    outside = json.dumps({"format": 1, "files": {"../evil": "0" * 64}, "made_at": ""}).encode()
    altered(file, "../evil", b"x", outside)
    with pytest.raises(BackupError, match="outside"):
        restore(settings, file, replace=True)
    file.write_bytes(b"no archive")
    with pytest.raises(BackupError, match="no backup"):
        restore(settings, file, replace=True)
    assert words(settings) == [("x",)]
    assert not (tmp_path / "evil").exists()


def test_postgresql_is_left_to_its_own_tools(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, database_url="postgresql://db/assistant")
    with pytest.raises(BackupError, match="pg_dump"):
        back_up(settings, tmp_path / "x.zip", NOON)


def test_figures_of_queues_are_read_from_the_database(engine: Engine) -> None:
    with engine.begin() as writing:
        writing.exec_driver_sql("UPDATE conversations SET state = 'waiting'")
    read_figures(engine)
    value = REGISTRY.get_sample_value
    assert value("assistant_conversations", {"state": "waiting"}) == 1
    outbox = {"channel": "wechat", "state": "waiting"}
    assert value("assistant_outbox_messages", outbox) == 1
    assert value("assistant_inbox_messages", outbox) == 1


def metrics() -> set[str]:
    """Every name under which Prometheus can ask for a figure of ours."""
    names = set()
    for family in REGISTRY.collect():
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
        names |= {family.name + end for end in ends.get(family.type, ("",))}
    return {name for name in names if name.startswith("assistant_")}


def test_every_figure_of_the_dashboard_and_the_alarms_exists() -> None:
    board = json.loads((DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))
    alarms = yaml.safe_load((DEPLOY / "prometheus" / "alarms.yml").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    asked += [rule["expr"] for group in alarms["groups"] for rule in group["rules"]]
    used = set(re.findall(r"\bassistant_[a-z_]+", " ".join(asked)))
    assert used
    assert used <= metrics()
    shown = {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in metrics()} == shown


def test_what_to_do_about_every_alarm_is_written_down() -> None:
    alarms = yaml.safe_load((DEPLOY / "prometheus" / "alarms.yml").read_text("utf-8"))
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    for group in alarms["groups"]:
        for rule in group["rules"]:
            assert f"`{rule['alert']}`" in text


def test_the_settings_of_every_channel_are_in_the_reference() -> None:
    written = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    packages = {path.parent.name for path in (ROOT / "connectors").glob("*/settings.py")}
    covered = {one.__module__.split(".")[1] for one in CHANNEL_SETTINGS}
    assert covered == packages
    for channel in CHANNEL_SETTINGS:
        for name in channel.__fields__:
            assert f"`{channel.Config.env_prefix}{name.upper()}`" in written


def finding(name: str, settings: Settings) -> tuple[bool, bool, str]:
    (found,) = (one for one in examine(settings) if one.name == name)
    return found.ok, found.warning, found.detail


def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ASSISTANT_NOW", "2026-03-01")
    monkeypatch.setenv("WECHAT_TOKEN", "abc")
    bad = settings.copy(
        update={
            "redis_url": "redis://127.0.0.1:1/0",
            "channels_off": ["pigeon"],
            "models_folder": tmp_path / "nothing",
            "encoder": str(tmp_path),
            "host": "0.0.0.0",
            "traces_url": f"http://127.0.0.1:{free_port()}/v1/traces",
        }
    )
    found = {one.name: one for one in examine(bad)}
    told = {
        "clock": "ASSISTANT_NOW",
        "redis": "ASSISTANT_REDIS_URL",
        "channels": "ASSISTANT_CHANNELS_OFF",
        "dialogue model": "assistant train",
    }
    for name, mends in told.items():
        assert not found[name].ok, name
        assert mends in found[name].detail
    assert found["public address"].warning
    assert found["desk"].warning
    assert found["traces"].warning
    assert "ASSISTANT_TRACES_URL" in found["traces"].detail


def test_the_doctor_sees_that_the_cleaning_is_held_up(engine: Engine, settings: Settings) -> None:
    found = {one.name: one for one in examine(settings)}  # the rows are of long ago
    assert not found["clock"].ok
    assert "assistant privacy clean --clock-is-right" in found["clock"].detail
    assert found["audit log"].ok


def test_an_altered_encoder_is_not_loaded(tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(SHIPPED_MODEL, model)
    shutil.copy(hash_path(SHIPPED_MODEL), hash_path(model))
    load_encoder(str(model))
    settings = model / "static_embedding.json"
    settings.write_text(settings.read_text() + "\n")
    with pytest.raises(EncoderError, match="hash"):
        load_encoder(str(model))


def test_an_altered_dialogue_model_is_not_loaded(tmp_path: Path) -> None:
    model = tmp_path / "0123.tar.gz"
    model.write_bytes(b"trained")
    with pytest.raises(AlteredModel):
        check_model(model)
    stated = "1f5b3e3b"
    model.with_name(f"{model.name}.sha256").write_text(f"{stated}  {model.name}\n")
    with pytest.raises(AlteredModel, match="assistant train"):
        check_model(model)
