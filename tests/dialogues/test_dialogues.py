"""Whole conversations over HTTP, turn by turn: `tests/dialogues/*.yaml`.

A file is a list of dialogues: `name`, `language` (of the first turn, where nothing is declared) and
`turns`. A turn has what the person types (`say`; `press` presses the button with that number of the
last message, `declare` is the language chosen) and what must be true of the answer:

    type, language     of the first message (or of the message of that type)
    entry              one of these entries is shown
    custom             values of `custom`, by dotted name (`search.district`)
    contains           texts that the messages hold; `lacks`: texts that they do not
    places             places shown, among others
    buttons            how many there are at least
    messages           how many there are
    facts              figures (`fact.value`) whose text in this language is said
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.figures import format_figure
from knowledge.library import Library, load_library
from nlu.languages import FULL_LANGUAGES, answer_language
from tests.conftest import RunningService

FOLDER = Path(__file__).resolve().parent
_KEYS = {"say", "press", "declare", "type", "language", "entry", "custom", "contains", "lacks"} | {
    "places",
    "buttons",
    "messages",
    "facts",
}


def read_dialogues() -> list[tuple[str, dict[str, Any]]]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for dialogue in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append((f"{path.stem}: {dialogue['name']}", dialogue))
    return found


DIALOGUES = read_dialogues()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_there_are_enough_in_every_language() -> None:
    assert len(DIALOGUES) >= 60
    assert len({name for name, _ in DIALOGUES}) == len(DIALOGUES)
    spoken = {turn.get("language") for _, dialogue in DIALOGUES for turn in dialogue["turns"]}
    assert spoken >= set(FULL_LANGUAGES)
    for name, dialogue in DIALOGUES:
        for turn in dialogue["turns"]:
            assert turn.keys() <= _KEYS, name


@pytest.mark.parametrize("dialogue", [d for _, d in DIALOGUES], ids=[name for name, _ in DIALOGUES])
def test_dialogue(
    service: RunningService, sender: str, library: Library, dialogue: dict[str, Any]
) -> None:
    offered: list[dict[str, str]] = []
    for number, turn in enumerate(dialogue["turns"], 1):
        said = turn.get("say")
        if "press" in turn:
            said = offered[turn["press"] - 1]["payload"]
        answers = service.say(str(said), sender, turn.get("declare"))
        where = f"turn {number}: {said!r} -> {[_brief(answer) for answer in answers]}"
        check(turn, answers, library, where)
        offered = [button for answer in answers for button in answer.get("buttons", ())]


def check(turn: dict[str, Any], answers: list[dict], library: Library, where: str) -> None:
    """Everything that the turn says of the answer."""
    customs = [answer["custom"] for answer in answers]
    main = next((one for one in customs if one["type"] == turn.get("type")), {})
    if "type" in turn:
        assert main, where
    if "language" in turn:
        expected = answer_language(turn["language"])
        assert {one["language"] for one in customs} == {expected}, where
    if "entry" in turn:
        allowed = turn["entry"] if isinstance(turn["entry"], list) else [turn["entry"]]
        assert main.get("entry") in allowed, where
    for name, value in turn.get("custom", {}).items():
        assert _value(main, name) == value, f"{name}: {where}"
    text = "\n".join(answer["text"] for answer in answers)
    for part in turn.get("contains", ()):
        assert str(part) in text, f"{part}: {where}"
    for part in turn.get("lacks", ()):
        assert str(part) not in text, f"{part}: {where}"
    for name in turn.get("facts", ()):
        figure = format_figure(library.figure(name), answer_language(turn["language"]))
        assert figure in text, f"{figure}: {where}"
    shown = {place["id"] for one in customs for place in one.get("places", ())}
    for place in turn.get("places", ()):
        assert f"place:{place}" in shown, f"{place}: {where}"
    buttons = sum(len(answer.get("buttons", ())) for answer in answers)
    assert buttons >= turn.get("buttons", 0), where
    assert len(answers) == turn.get("messages", len(answers)), where
    for place in (place for one in customs for place in one.get("places", ())):
        numbers = [phone["number"] for phone in place["phones"]]
        known = library.places[place["id"].partition(":")[2]]
        assert numbers == [phone.number for phone in known.phones], where


def _value(custom: dict[str, Any], name: str) -> Any:
    value: Any = custom
    for part in name.split("."):
        value = value[int(part)] if part.isdecimal() else value.get(part)
    return value


def _brief(answer: dict[str, Any]) -> str:
    custom = answer["custom"]
    return f"{custom['type']}/{custom['language']}/{custom.get('entry')}: {answer['text'][:160]}"
