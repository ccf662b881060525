"""`assistant agents`: accounts made, shown, closed and opened again."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from tests.accounts.conftest import PASSWORD, Desk

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(engine: Engine) -> Run:
    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "assistant", "agents", *arguments],
            env={
                "ASSISTANT_DATABASE_URL": engine.url.render_as_string(hide_password=False),
                "ASSISTANT_PUBLIC_URL": "https://desk.example/",
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            timeout=120,
        )

    return call


def test_an_account_from_the_command_to_the_panel(run: Run, desk: Desk) -> None:
    added = run("add", "Li.Wei", "--languages", "zh,ko", "--role", "supervisor", "--json")
    assert added.returncode == 0, added.stderr
    made = json.loads(added.stdout)
    assert (made["name"], made["state"], made["languages"]) == ("li.wei", "invited", ["zh", "ko"])
    start, _, token = made["link"].partition("=")
    assert start == "https://desk.example/panel#invite"
    # The stopped clock of the test stands before the command's real one.
    body = {"token": token, "password": PASSWORD}
    assert desk.client().post("/panel/api/invitation", json=body).status_code == 200
    listed = json.loads(run("list", "--json").stdout)
    assert [(row["name"], row["state"]) for row in listed] == [("li.wei", "open")]
    assert "password" not in listed[0]
    assert run("disable", "li.wei").returncode == 0
    assert json.loads(run("list", "--json").stdout)[0]["state"] == "closed"
    again = run("reset", "li.wei")
    assert again.stdout.startswith("https://desk.example/panel#invite=")
    assert json.loads(run("list", "--json").stdout)[0]["state"] == "invited"
    assert "li.wei" in run("list").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "a b"),
        ("add", "x", "--role", "boss"),
        ("add", "x", "--languages", "zh,xx"),
        ("add", "x", "--email", "nowhere"),
        ("reset", "nobody"),
        ("disable", "nobody"),
    ],
)
def test_what_cannot_be_done_is_1_and_says_why(run: Run, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 1
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_a_name_or_an_address_belongs_to_one_account(run: Run) -> None:
    assert run("add", "kim", "--email", "Kim@Example.cn").returncode == 0
    assert run("add", "KIM").returncode == 1
    assert run("add", "other", "--email", "kim@example.cn").returncode == 1
    assert run("add").returncode == 2
