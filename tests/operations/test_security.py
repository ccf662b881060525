"""The promises of docs/security.md that no other test holds, and that the tests it names exist."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.accounts.build import build_accounts
from assistant.accounts.include import include_accounts
from assistant.settings import ROOT, Settings
from assistant.storage.audit import AuditRepository
from assistant.storage.database import connect, migrate
from connectors.errors import Unauthorised

PACKAGES = ("nlu", "knowledge", "actions", "connectors", "assistant")
PASSWORD = "river-lantern-osprey"
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "shelve", "marshal", "joblib", "cloudpickle"}
SAFE = re.compile(r"SafeLoader|BaseLoader")
"""YAML that makes nothing but texts, numbers, lists and mappings."""
SQL_CALLS = {"text", "exec_driver_sql", "executemany", "executescript"}
FORBIDDEN_ATTRIBUTES = {
    ("torch", "load"),
    ("yaml", "load"),
    ("yaml", "unsafe_load"),
    ("os", "system"),
    ("os", "popen"),
    ("jsonpickle", "decode"),
}


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def dangers(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names]
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else names
            yield from (name for name in names if name.split(".")[0] in FORBIDDEN_MODULES)
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield node.func.id
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            called = (node.func.value.id, node.func.attr)
            if called in FORBIDDEN_ATTRIBUTES and not SAFE.search(ast.unparse(node)):
                yield ".".join(called)
        for keyword in node.keywords:
            value = getattr(keyword.value, "value", None)
            if keyword.arg in ("shell", "allow_pickle", "trust_remote_code") and value is not False:
                yield f"{keyword.arg}={value}"


def test_our_packages_use_nothing_that_runs_data_as_code() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {danger}"
        for path, tree in sources()
        for danger in dangers(tree)
    ]
    assert found == []


def test_the_search_for_dangers_finds_them() -> None:
    text = "import pickle\neval('1')\nimport torch\ntorch.load(f)\nrun('x', shell=True)"
    assert list(dangers(ast.parse(text))) == ["pickle", "eval", "torch.load", "shell=True"]


def test_sql_is_never_put_together_from_text() -> None:
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            of_parts = isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
            if name in SQL_CALLS and of_parts and "migrations" not in path.parts:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_rasas_own_server_is_started_nowhere() -> None:
    files = [ROOT / "Makefile", *(ROOT / "deploy").rglob("*"), *(ROOT / ".ci").rglob("*")]
    for path in files:
        if path.is_file():
            assert "enable-api" not in path.read_text("utf-8"), path


def test_every_control_is_named_by_its_id_and_has_a_test() -> None:
    lines = (ROOT / "docs" / "security.md").read_text("utf-8").split("| id | control | test |")[1]
    rows = [line for line in lines.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 50
    for row in rows:
        assert re.match(r"\| \d+\.\d+\.\d+(, \d+\.\d+\.\d+)* \| .+ \| `tests/.+::.+` \|$", row), row


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = connect(f"sqlite:///{tmp_path / 'x.db'}")
    migrate(made)
    yield made
    made.dispose()


def panel(engine: Engine, settings: Settings) -> tuple[FastAPI, str]:
    """An application with sign-in alone, and the token of an agent who is signed in."""
    app = FastAPI()
    access = include_accounts(app, lambda: engine, settings)
    invited = build_accounts(lambda: engine, settings).add("li.wei", "李伟")
    session = asyncio.run(access.sign_in.accept(invited.token, PASSWORD, "203.0.113.9"))
    return app, session.token


def test_an_agent_who_calls_too_often_waits(engine: Engine, tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path, agent_requests_per_minute=6)
    app, token = panel(engine, settings)

    async def call() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        cookies = {"panel_session": token}
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            client.cookies.update(cookies)
            return [await client.get("/panel/api/session") for _ in range(3)]

    answers = asyncio.run(call())
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["retry-after"]) > 0


def test_sign_ins_are_recorded(engine: Engine, tmp_path: Path) -> None:
    app, _ = panel(engine, Settings(data_folder=tmp_path))
    sign_in = app.state.panel_access.sign_in
    with pytest.raises(Unauthorised):
        asyncio.run(sign_in.sign_in("li.wei", "wrong-" + PASSWORD, "203.0.113.9"))
    asyncio.run(sign_in.sign_in("li.wei", PASSWORD, "203.0.113.9"))
    actions = [row.action for row in AuditRepository(lambda: engine).all()]
    assert actions[-2:] == ["sign-in-failed", "sign-in"]
