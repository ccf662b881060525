"""What the documentation names is there: files, commands, options, settings, tests."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from assistant.cli.configuration import CHANNEL_SETTINGS
from assistant.cli.main import app
from assistant.settings import ROOT, Settings
from tests.docs.licences import locked

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PARTS = (
    "actions|assistant|benchmarks|connectors|data|deploy|docs|knowledge|locale|nlu|requirements|"
    "tests|tools"
)
MADE_BY_HAND = {"ASSISTANT_NOW", "ASSISTANT_INDEX_FOLDER"}
"""Read outside of the settings: the clock of tests and drills, and Rasa's own action server."""
EXAMPLES = {"connectors/example.py"}

PATH = re.compile(rf"(?<![\w/.-])((?:{PARTS})/[\w./*<>{{}}-]*[\w*>}}/])")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"^```[^\n]*\n(.*?)^```|`([^`\n]+)`", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"(?:^|[\s;|(])(?:\.venv/bin/)?assistant ((?:[a-z][\w-]*)(?: [^#`;|\n]*)?)")
MODULE = re.compile(r"python -m ([\w.]+)")
TARGET = re.compile(r"(?:^|\s)make ([a-z-]+)")
SETTING = re.compile(
    r"\b((?:ASSISTANT|WECHAT|WECOM|TELEGRAM|TWILIO|WHATSAPP|MESSENGER)_[A-Z0-9_]*[A-Z0-9])\b"
)
TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")

page = pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def code_of(text: str) -> Iterator[str]:
    for block, word in CODE.findall(text):
        yield from (block or word).splitlines()


@page
def test_every_path_exists(path: Path) -> None:
    text = path.read_text("utf-8")
    named = {found.rstrip(".,") for found in PATH.findall(text)}
    missing = [one for one in sorted(named - EXAMPLES) if not is_there(one)]
    linked = [one for one in LINK.findall(text) if "://" not in one and not one.startswith("#")]
    missing += [one for one in linked if not (path.parent / one).exists()]
    assert missing == []


def is_there(name: str) -> bool:
    pattern = re.sub(r"<[^>]*>|\{[^}]*\}", "*", name).rstrip("/")
    return any(ROOT.glob(pattern)) or any(ROOT.glob(f"{pattern}.*"))


@page
def test_every_command_and_option_exists(path: Path) -> None:
    wrong = []
    for line in code_of(path.read_text("utf-8")):
        for words in COMMAND.findall(line.split(" # ")[0]):
            wrong += [f"assistant {words}: {what}" for what in faults(words.split())]
    assert wrong == []


def faults(words: list[str]) -> Iterator[str]:
    """What in a command line is no command or option of ours."""
    at: Any = typer.main.get_command(app)
    for word in words:
        if word.startswith("--"):
            known = {name for one in at.params for name in (*one.opts, *one.secondary_opts)}
            if word.strip("[]").split("=")[0] not in known | {"--help"}:
                yield word
        elif hasattr(at, "commands"):
            found = [at.commands.get(one) for one in re.split(r"[|/]", word)]
            if None in found:
                yield word
                return
            if len(found) > 1:
                return
            at = found[0]


@page
def test_every_make_target_and_module_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    lines = [*code_of(path.read_text("utf-8"))]
    named = {name for line in lines for name in TARGET.findall(line)}
    assert named <= targets
    modules = {name for line in lines for name in MODULE.findall(line)}
    assert [one for one in modules if importlib.util.find_spec(one) is None] == []


@page
def test_every_setting_exists(path: Path) -> None:
    known = {f"ASSISTANT_{name.upper()}" for name in Settings.__fields__} | MADE_BY_HAND
    for channel in CHANNEL_SETTINGS:
        for field in channel.__fields__.values():
            known |= {name.upper() for name in field.field_info.extra["env_names"]}
    named = set(SETTING.findall(path.read_text("utf-8")))
    assert named - known == set()


@page
def test_every_test_that_is_named_exists(path: Path) -> None:
    missing = [
        f"{file}::{name}"
        for file, name in TEST.findall(path.read_text("utf-8"))
        if not (ROOT / file).is_file()
        or not re.search(rf"^(async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    ]
    assert missing == []


def test_every_package_of_the_lock_stands_under_its_licence() -> None:
    written = (ROOT / "docs" / "licences.md").read_text("utf-8").split("| --- | --- |\n")[-1]
    rows = (row.strip("| ").split(" | ") for row in written.splitlines())
    stated = {name: licence for licence, names in rows for name in names.split(", ")}
    assert sorted(stated) == sorted(locked())
    assert not [
        name for name, licence in stated.items() if re.search(r"\bA?GPL|not stated", licence)
    ]


def test_every_page_is_named_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    pages = [path for path in PAGES if path.parent == ROOT / "docs"]
    assert [str(p.relative_to(ROOT)) for p in pages if str(p.relative_to(ROOT)) not in readme] == []


def test_every_drill_names_its_test() -> None:
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = text.split("| taken away |")[1].split("\n\n")[0].splitlines()[2:]
    assert len(rows) >= 10
    assert [row for row in rows if not TEST.search(row)] == []
