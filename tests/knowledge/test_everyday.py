"""What newcomers need most stays answered."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from assistant.cli.main import app
from knowledge.evaluation.everyday import MESSAGES, everyday_as_markdown, good_enough
from knowledge.library import load_library
from nlu.languages import LANGUAGES


@pytest.fixture(scope="module")
def measured() -> dict[str, dict[str, int]]:
    result = CliRunner().invoke(app, ["evaluate", "everyday", "--json"])
    assert result.exit_code == 0, "fewer are right, or more wrong, than there were"
    counts: dict[str, dict[str, int]] = json.loads(result.stdout)
    return counts


def test_every_message_of_every_language_has_one_outcome(
    measured: dict[str, dict[str, int]],
) -> None:
    assert set(measured) == {"all", *LANGUAGES}
    for count in measured.values():
        assert count["right"] + count["wrong"] + count["other"] == count["messages"]
    assert everyday_as_markdown(measured).count("\n") == len(measured) + 1


@pytest.mark.parametrize("column", ["right", "wrong"])
def test_a_twentieth_fewer_right_or_more_wrong_fails(
    measured: dict[str, dict[str, int]], column: str
) -> None:
    some = measured["all"]["messages"] // 20
    moved = measured["all"][column] + (some if column == "wrong" else -some)
    assert not good_enough({"all": {**measured["all"], column: moved}})


def test_each_message_names_guides_that_exist() -> None:
    guides = {f"guide:{identity}" for identity in load_library().guides}
    rows = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    assert all(set(row["gold"]) <= guides for row in rows)
    assert len({(row["language"], row["question"]) for row in rows}) == len(rows)
