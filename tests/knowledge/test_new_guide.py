"""The skeleton of a guide: made once, whole, and honest about what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli.knowledge import app
from knowledge.library import read_library
from knowledge.new_guide import NewGuideError, make_guide
from nlu.languages import FULL_LANGUAGES


def test_a_guide_has_a_file_for_every_language(tmp_path: Path) -> None:
    folder = make_guide("health/dentist", tmp_path)
    assert folder == tmp_path / "guides" / "health" / "dentist"
    assert {p.name for p in folder.iterdir()} == {
        "guide.yaml",
        *(f"{code}.md" for code in FULL_LANGUAGES),
    }
    assert [p.name for p in folder.parent.iterdir()] == ["dentist"]
    assert folder.stat().st_mode & 0o077


def test_the_check_says_what_is_to_be_filled_in(tmp_path: Path) -> None:
    folder = make_guide("health/dentist", tmp_path)
    found = {p.path.name for p in read_library(tmp_path)[1] if p.path.parent == folder}
    assert {f"{code}.md" for code in FULL_LANGUAGES} <= found


def test_a_filled_in_guide_is_read(tmp_path: Path) -> None:
    folder = make_guide("health/dentist", tmp_path)
    for code in FULL_LANGUAGES:
        path = folder / f"{code}.md"
        text = path.read_text(encoding="utf-8").replace('title: ""', "title: Dentist")
        path.write_text(text + "An answer.\n", encoding="utf-8")
    guide = read_library(tmp_path)[0].guides["dentist"]
    assert set(guide.texts) == set(FULL_LANGUAGES)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cooking/noodles", "unknown topic 'cooking'"),
        ("health", "an id is small letters"),
        ("health/", "an id is small letters"),
        ("health/Dentist", "an id is small letters"),
        ("health/../x", "an id is small letters"),
        ("health/a/b", "an id is small letters"),
        ("../health/x", "unknown topic"),
    ],
)
def test_a_wrong_name_is_refused(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(NewGuideError, match=message):
        make_guide(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_guide_is_never_overwritten(tmp_path: Path) -> None:
    folder = make_guide("health/dentist", tmp_path)
    (folder / "en.md").write_text("kept")
    for name in ("health/dentist", "family/dentist"):
        with pytest.raises(NewGuideError, match="already"):
            make_guide(name, tmp_path)
    assert (folder / "en.md").read_text() == "kept"


def test_the_command(tmp_path: Path) -> None:
    arguments = ["new", "guide", "health/dentist", "--corpus", str(tmp_path)]
    first = CliRunner().invoke(app, arguments)
    assert first.exit_code == 0
    assert str(tmp_path / "guides" / "health" / "dentist") in first.stdout.replace("\n", "")
    assert CliRunner().invoke(app, arguments).exit_code == 1
    assert CliRunner().invoke(app, ["new", "guide"]).exit_code == 2
