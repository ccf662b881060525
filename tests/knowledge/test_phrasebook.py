"""The phrasebook: complete, alike in every language, checked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge.library import CORPUS, load_library
from knowledge.phrasebook import FILE, check_phrasebook, load_phrasebook
from nlu.identify import identify
from nlu.languages import FULL_LANGUAGES

PHRASES = [phrase for group in load_phrasebook() for phrase in group.phrases]


def test_there_is_enough_for_every_occasion() -> None:
    groups = {group.id: len(group.phrases) for group in load_phrasebook()}
    assert {"greeting", "details", "documents", "waiting", "directions"} <= groups.keys()
    assert {"emergency", "closing", "transfer"} <= groups.keys()
    assert len(PHRASES) >= 64
    assert min(groups.values()) >= 8


def test_the_repositorys_own_is_in_order() -> None:
    assert check_phrasebook(load_library()) == []


def test_numbers_are_filled_in_from_the_directory() -> None:
    police = next(phrase for phrase in PHRASES if phrase.id == "call-police")
    number = load_library().places["hotline-110-police"].phones[0].number
    assert police.texts.keys() == set(FULL_LANGUAGES)
    assert all(number in text and "{" not in text for text in police.texts.values())


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_each_text_is_in_its_language(language: str) -> None:
    texts = [phrase.texts[language] for phrase in PHRASES]
    assert len(set(texts)) == len(texts)
    wrong = [text for text in texts if len(text) > 30 and identify(text).language != language]
    assert len(wrong) <= len(texts) // 20, wrong


Edit = Callable[[str], str]


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (lambda text: text.replace("        th: ", "        xx: ", 1), "no text in th"),
        (lambda text: text.replace("en: Take your", "en: 5 times", 1), "en: a digit"),
        (lambda text: text.replace("en: Take your", "en: <b>Take</b>", 1), "en: markup"),
        (lambda text: text.replace("id: one-moment", "id: hello", 1), "hello stands twice"),
        (lambda text: text.replace("phone:hotline-110-police", "phone:nobody", 1), "phone:nobody"),
        (lambda text: re.sub(r" en: '.*110-police.*", " en: Call now", text), "not the numbers"),
        (lambda text: "greeting: hello", "not a list"),
        (lambda text: text.replace("      texts:", "      text:", 1), "extra fields"),
    ],
)
def test_what_is_wrong_is_found(tmp_path: Path, edit: Edit, fault: str) -> None:
    text = (CORPUS / FILE).read_text("utf-8")
    changed = edit(text)
    assert changed != text
    (tmp_path / FILE).write_text(changed, "utf-8")
    problems = check_phrasebook(load_library(), tmp_path)
    assert any(fault in problem.message for problem in problems), problems


def test_a_corpus_without_one_is_in_order(tmp_path: Path) -> None:
    assert check_phrasebook(load_library(), tmp_path) == []
    shutil.copy(CORPUS / FILE, tmp_path)
    assert check_phrasebook(load_library(), tmp_path) == []
