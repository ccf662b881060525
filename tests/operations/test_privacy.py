"""Nothing is kept longer than it may be, and each person's data can be had and deleted."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.accounts.build import build_sign_in
from assistant.cleaning import Cleaning, ClockJumped
from assistant.desk.insight import unanswered
from assistant.desk.judgements import judgement_lines
from assistant.settings import Settings
from assistant.storage.audit import AuditRepository
from assistant.storage.desk.files import SuggestionRepository
from assistant.storage.desk.insight import Asked
from assistant.storage.retention import RULES
from assistant.storage.tables import metadata
from tests.operations.rows import CHANNEL, CONVERSATION, SENDER, count, fill

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
OF_A_PERSON = {name for name, rule in RULES.items() if rule.owner != "none"}


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """A database with a row in every table."""
    fill(engine, NOON)
    return engine


def left(engine: Engine) -> set[str]:
    """The tables that have rows."""
    with engine.connect() as connection:
        return {t.name for t in metadata.sorted_tables if count(connection, t)}


def clean(engine: Engine, data: Path, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cleaning job, with the service's clock that many days later."""
    monkeypatch.setenv("ASSISTANT_NOW", (NOON + timedelta(days=days)).isoformat())
    settings = Settings(data_folder=data)
    Cleaning(lambda: engine, build_sign_in(lambda: engine, settings), settings).once(
        clock_is_right=True
    )


def test_every_table_has_a_rule_and_every_rule_a_table() -> None:
    assert set(RULES) == set(metadata.tables)
    for name, rule in RULES.items():
        assert rule.column is None or rule.column in metadata.tables[name].columns
        assert (rule.column is None) == (rule.kept == "always")


def test_what_names_a_person_or_their_conversation_has_an_owner() -> None:
    for name, table in metadata.tables.items():
        if {"conversation_id", "sender", "openid"} & set(table.columns.keys()):
            assert RULES[name].owner != "none", name


def test_content_is_there_for_thirty_days(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean(engine, tmp_path, 29, monkeypatch)
    content = {name for name, rule in RULES.items() if rule.kept == "content"}
    assert content <= left(engine)


def test_after_thirty_days_nothing_of_anybody_is_left(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean(engine, tmp_path, 31, monkeypatch)
    with engine.connect() as connection:
        events = connection.execute(metadata.tables["desk_events"].select()).mappings().all()
    assert [(row["type"], row["data"]) for row in events] == [("removed", None)]
    assert left(engine) == {"agents", "audit", "desk_events", "jobs"}


def test_old_messages_of_a_conversation_in_use_go_too(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversations = metadata.tables["conversations"]
    with engine.begin() as connection:
        connection.execute(conversations.update().values(last_at=NOON + timedelta(days=30)))
    clean(engine, tmp_path, 31, monkeypatch)
    assert left(engine) == {"agents", "audit", "desk_events", "jobs", "conversations"}


def test_the_audit_log_is_kept_for_half_a_year_and_stays_whole(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AuditRepository(lambda: engine)
    clean(engine, tmp_path, 179, monkeypatch)
    assert [row.action for row in log.all()] == ["take"]
    clean(engine, tmp_path, 181, monkeypatch)
    assert [row.action for row in log.all()] == ["retired"]
    assert log.verify().bad is None
    with engine.begin() as connection:
        connection.execute(metadata.tables["audit"].update().values(previous="f" * 64))
    assert log.verify().bad is not None


def job(engine: Engine, data: Path) -> Cleaning:
    settings = Settings(data_folder=data)
    return Cleaning(lambda: engine, build_sign_in(lambda: engine, settings), settings)


def rows(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {table.name: count(connection, table) for table in metadata.sorted_tables}


def test_a_clock_that_jumps_years_ahead_deletes_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean(engine, tmp_path, 1, monkeypatch)
    before = rows(engine)
    monkeypatch.setenv("ASSISTANT_NOW", (NOON + timedelta(days=2000)).isoformat())
    with pytest.raises(ClockJumped, match="1999 days after the last cleaning"):
        job(engine, tmp_path).once()
    assert rows(engine) == before
    monkeypatch.setenv("ASSISTANT_NOW", (NOON + timedelta(days=2)).isoformat())
    job(engine, tmp_path).once()  # the clock is right again
    assert "messages" in left(engine)


def test_a_database_that_was_never_cleaned_is_held_to_its_newest_conversation(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(engine)
    monkeypatch.setenv("ASSISTANT_NOW", (NOON + timedelta(days=40)).isoformat())
    with pytest.raises(ClockJumped):
        job(engine, tmp_path).once()
    assert rows(engine) == before


def test_cleanings_that_follow_one_another_are_not_held_up(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in range(0, 40, 5):
        monkeypatch.setenv("ASSISTANT_NOW", (NOON + timedelta(days=days)).isoformat())
        job(engine, tmp_path).once()
    assert left(engine) == {"agents", "audit", "desk_events", "jobs"}


async def test_a_cleaning_that_is_held_up_says_so_in_the_log(
    engine: Engine,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("ASSISTANT_NOW", "2031-01-01T00:00:00+00:00")
    running = asyncio.create_task(job(engine, tmp_path).run())
    while not caplog.records:
        await asyncio.sleep(0.01)
    running.cancel()
    (line,) = caplog.records
    assert line.levelname == "ERROR"
    assert "assistant privacy clean --clock-is-right" in line.getMessage()


def test_the_operator_may_say_that_the_clock_is_right(engine: Engine) -> None:
    held = run(engine, "clean", now="2031-01-01T00:00:00+00:00")
    assert held.returncode == 1
    assert "--clock-is-right" in held.stderr
    assert "messages" in left(engine)
    done = run(engine, "clean", "--clock-is-right", now="2031-01-01T00:00:00+00:00")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["conversations"] == 1
    assert "messages" not in left(engine)


def test_the_audit_log_may_not_be_shorter() -> None:
    with pytest.raises(ValueError, match="audit_days"):
        Settings(audit_days=30)


def run(engine: Engine, *arguments: str, now: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "privacy", *arguments],
        env={
            "ASSISTANT_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "PATH": "/usr/bin:/bin",
            "ASSISTANT_NOW": now,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", [SENDER, "openid-1"])
def test_a_persons_data_is_handed_out_and_deleted(engine: Engine, name: str) -> None:
    options = ("--channel", CHANNEL, "--sender", name)
    exported = run(engine, "export", *options)
    assert exported.returncode == 0, exported.stderr
    rows = json.loads(exported.stdout)[0]["rows"]
    assert rows["messages"][0]["conversation_id"] == CONVERSATION
    assert {"conversations", "messages", "wechat_people", "channel_outbox"} <= rows.keys()
    erased = run(engine, "erase", *options)
    assert erased.returncode == 0, erased.stderr
    assert left(engine) & OF_A_PERSON <= {"desk_events"}
    assert run(engine, "export", *options).returncode == 1
    assert AuditRepository(lambda: engine).newest(1)[0].action == "person-erased"


WRITTEN = "mein Pass ist E12345678, meine Nummer 13812345678, Artikel 39?"


def test_lists_of_questions_hold_no_personal_data(engine: Engine) -> None:
    asked = Asked(CONVERSATION, WRITTEN, "de", NOON, "abstain", None)
    text = unanswered([asked])[0]["text"]
    assert "12345678" not in text
    assert "[phone]" in text
    assert "39" in text


def test_exported_judgements_hold_no_personal_data(engine: Engine) -> None:
    suggestions = metadata.tables["suggestions"]
    values = {"question": WRITTEN, "judgement": "sent", "judged_at": NOON}
    with engine.begin() as connection:
        connection.execute(suggestions.update().values(**values))
    (line,) = judgement_lines(SuggestionRepository(lambda: engine))
    assert "12345678" not in line
    assert "Artikel 39" in json.loads(line)["question"]
