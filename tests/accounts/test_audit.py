"""The audit log: whole under several writers, broken by any change, checked by a command."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Engine

from assistant.accounts.audit_log import AuditLog
from assistant.storage.audit import BEGINNING, AuditRepository
from assistant.storage.tables.account import audit
from connectors.panel.protocol import CurrentAgent
from tests.accounts.conftest import Clock

AGENT = CurrentAgent("a" * 32, "li.wei", "李伟")


@pytest.fixture
def log(engine: Engine) -> AuditRepository:
    return AuditRepository(lambda: engine)


def fill(log: AuditRepository, count: int) -> None:
    recorder = AuditLog(log, Clock())
    for n in range(count):
        recorder.record(AGENT, "answer", f"message-{n}", language="ko", n=n, 备注=True)


def url(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def run(engine: Engine, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", "audit", *arguments],
        env={"ASSISTANT_DATABASE_URL": url(engine), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_an_empty_log_is_whole(log: AuditRepository) -> None:
    verdict = log.verify()
    assert (verdict.rows, verdict.head, verdict.bad) == (0, BEGINNING, None)


def test_each_row_has_the_hash_of_the_one_before(log: AuditRepository) -> None:
    fill(log, 3)
    rows = list(log.all())
    assert [row.previous for row in rows] == [BEGINNING, rows[0].hash, rows[1].hash]
    assert rows[2].details == {"language": "ko", "n": 2, "备注": True}
    assert log.verify().head == rows[2].hash


def test_writers_at_the_same_moment_make_one_chain(engine: Engine) -> None:
    barrier = threading.Barrier(4)

    def write() -> None:
        own = AuditRepository(lambda: engine)
        barrier.wait()
        fill(own, 15)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    verdict = AuditRepository(lambda: engine).verify()
    assert (verdict.rows, verdict.bad) == (60, None)


WRITER = """
import sys
from assistant.accounts.audit_log import AuditLog
from assistant.storage.audit import AuditRepository
from assistant.storage.database import connect
engine = connect(sys.argv[1])
log = AuditLog(AuditRepository(lambda: engine))
print("ready", flush=True)
sys.stdin.readline()
for n in range(20):
    log.record(None, "note", str(n))
"""


def test_two_processes_make_one_chain(engine: Engine, log: AuditRepository) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url(engine)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    verdict = log.verify()
    assert (verdict.rows, verdict.bad) == (40, None)


def change(engine: Engine, row: int, **values: Any) -> None:
    with engine.begin() as connection:
        connection.execute(update(audit).where(audit.c.number == row).values(**values))


@pytest.mark.parametrize(
    ("values", "bad"),
    [
        ({"agent_name": "somebody"}, 3),
        ({"agent_id": None}, 3),
        ({"subject": "message-9"}, 3),
        ({"details": {"language": "ko"}}, 3),
        ({"at": "2020-01-01T00:00:00.000000+00:00"}, 3),
        ({"action": "note"}, 3),
        ({"hash": "0" * 64}, 3),
        ({"previous": "0" * 64}, 3),
        ({"number": 99}, 4),
        (None, 4),
    ],
)
def test_any_change_breaks_the_chain(
    engine: Engine, log: AuditRepository, values: dict[str, Any] | None, bad: int
) -> None:
    fill(log, 5)
    if values is None:
        with engine.begin() as connection:
            connection.execute(audit.delete().where(audit.c.number == 3))
    else:
        change(engine, 3, **values)
    verdict = log.verify()
    assert (verdict.rows, verdict.bad) == (2, bad)


def test_the_command_checks_exports_and_fails_on_a_break(
    engine: Engine, log: AuditRepository
) -> None:
    fill(log, 4)
    rows = list(log.all())
    whole = run(engine, "verify")
    assert whole.returncode == 0, whole.stderr
    assert rows[-1].hash in whole.stdout
    lines = run(engine, "export", "--json", "--after", "1").stdout.splitlines()
    assert [json.loads(line)["number"] for line in lines] == [2, 3, 4]
    assert json.loads(lines[0])["hash"] == rows[1].hash
    assert run(engine, "export").stdout.count("\tli.wei\tanswer\t") == 4
    with engine.begin() as connection:  # what was cut off at the end
        connection.execute(audit.delete().where(audit.c.number == 4))
    assert run(engine, "verify").returncode == 0
    assert run(engine, "verify", "--head", rows[2].hash).returncode == 0
    assert run(engine, "verify", "--head", rows[3].hash).returncode == 1
    change(engine, 2, agent_name="somebody")
    broken = run(engine, "verify", "--json")
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["bad"] == 2
