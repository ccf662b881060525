"""Emergencies: none is missed, few alarms are false, and no text breaks it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from assistant.cli.main import app
from knowledge.evaluation.emergencies import (
    MOST_FALSE_ALARMS,
    emergencies_as_markdown,
    good_enough,
    measure_emergencies,
)
from knowledge.evaluation.sets import SECOND, read_emergencies
from nlu.emergencies import KINDS, Emergency, recognise, warm_up
from nlu.emergencies.evidence import (
    MODEL_PATH,
    NOT_NOW,
    TABLE,
    EmergencyModelError,
    find_phrases,
    load_model,
)
from nlu.emergencies.recognise import decide
from nlu.emergencies.terms import Terms, prepare
from nlu.encoder import shared_encoder
from nlu.languages import LANGUAGES
from nlu.normalise import fold
from nlu.training.emergencies import EXAMPLES, read_emergency_examples

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=300)


@pytest.fixture(scope="module")
def measured() -> dict:
    return measure_emergencies()


def test_no_emergency_of_the_held_out_set_is_missed(measured: dict) -> None:
    assert set(measured["languages"]) == set(LANGUAGES)
    total = measured["all"]
    assert (total["certain"] + total["uncertain"]) / total["emergencies"] == 1.0


def test_few_near_misses_are_certain_emergencies(measured: dict) -> None:
    total = measured["all"]
    assert total["false alarms"] / total["near misses"] < MOST_FALSE_ALARMS


def test_the_second_set_is_counted_apart(measured: dict) -> None:
    second = measured["second set"]
    assert (second["all"]["emergencies"], second["all"]["near misses"]) == (216, 306)
    assert {c["emergencies"] for c in second["languages"].values()} == {12}
    assert set(second["languages"]) == set(LANGUAGES)
    report = emergencies_as_markdown(measured)
    assert [line.startswith("| all |") for line in report.splitlines()].count(True) == 2


def test_the_two_sets_have_no_message_in_common() -> None:
    first, second = (
        {fold(text) for text, _, _ in read_emergencies(name)}
        for name in ("emergencies", f"emergencies{SECOND}")
    )
    assert len(second) == 522
    assert not first & second


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("HELP my husband cant breath!!!", "medical"),
        ("着火了！！", "fire"),
        ("火事です、助けて", "fire"),
        ("me están siguiendo, tengo miedo", "crime"),
        ("toi bi xe dam", "traffic"),
        ("Ich will nicht mehr leben", "self_harm"),
        ("mujhe saans nahi aa rahi", "medical"),
        # Beside these stands what only looks like them, below.
        ("tim ngừng đập rồi cứu với", "medical"),
        ("nhà đang cháy", "fire"),
        ("bị xe tải cán qua chân", "traffic"),
        ("adam ölüyor yardım edin", "medical"),
        ("beni evden çıkarmıyor", "crime"),
        ("je ne veux plus vivre", "self_harm"),
        ("زوجتي تولد الحين بالسيارة", "medical"),
        ("لدغتها أفعى", "medical"),
        ("меня держат взаперти", "crime"),
        ("муж не отвечает и лежит на полу", "medical"),
    ],
)
def test_an_emergency_has_its_kind(text: str, kind: str) -> None:
    assert recognise(text) == Emergency(kind, certain=True)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "hello", "How do I extend my visa?", "签证怎么延期", "💥", "120", "?" * 50],
)
def test_what_reports_nothing_is_none(text: str) -> None:
    assert recognise(text) is None


@given(ANY_TEXT)
def test_any_text_gets_an_answer(text: str) -> None:
    found = recognise(text)
    assert found is None or found.kind in KINDS


@given(ANY_TEXT)
def test_a_language_that_is_wrong_changes_nothing(text: str) -> None:
    assert recognise(text, "xx") == recognise(text)


@given(
    st.sampled_from(["着火了 救命", "my house is on fire"]), st.sampled_from(["a", "字", "\u0301"])
)
def test_a_very_long_message_is_read_at_both_ends_in_bounded_time(cry: str, filler: str) -> None:
    noise = filler * 200_000
    before = time.process_time()
    recognise(noise)
    recognise(f"{cry} {noise}")
    recognise(f"{noise} {cry}")
    assert time.process_time() - before < 3


def test_a_phrase_alone_is_possible_and_with_the_model_certain() -> None:
    phrases = find_phrases("the house is on fire")
    assert phrases.counts
    assert decide(dict.fromkeys(KINDS, 0.0), phrases) == Emergency("fire", False)
    assert decide({**dict.fromkeys(KINDS, 0.0), "fire": 0.5}, phrases) == Emergency("fire", True)


def test_a_mark_speaks_only_against_phrases_of_its_own_language() -> None:
    assert not find_phrases("my phone battery caught fire last year").counts
    assert find_phrases("hier brennt es!").counts
    assert not find_phrases("hier un incendie chez moi").counts


def test_arabic_particles_belong_to_the_next_word_and_other_beginnings_do_not() -> None:
    terms = Terms([("ar", "not", "اذا"), ("ar", "fire", "حريق"), ("ur", "medical", "نگل*")])
    assert terms.find(prepare("والحريق")) == {("ar", "fire"): 1}
    assert terms.find(prepare("فإذا"))
    assert not terms.find(prepare("ماذا أفعل لماذا"))
    assert not terms.find(prepare("انگلیسی"))


def test_the_model_belongs_to_the_encoder_in_use() -> None:
    assert load_model(MODEL_PATH).encoder == shared_encoder().name


@pytest.mark.parametrize("encoder", ["", "model@000000000000"])
def test_a_model_of_another_encoder_is_refused(tmp_path: Path, encoder: str) -> None:
    path = tmp_path / "model.npz"
    replace(load_model(MODEL_PATH), encoder=encoder).save(path)
    with pytest.raises(EmergencyModelError, match="assistant train emergencies"):
        load_model(path)


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"no model", b"PK\x03\x04"):
        (tmp_path / "model.npz").write_bytes(content)
        with pytest.raises(EmergencyModelError):
            load_model(tmp_path / "model.npz")
    with pytest.raises(EmergencyModelError):
        load_model(tmp_path / "missing.npz")


def test_a_term_of_several_parts() -> None:
    terms = Terms([("en", "fire", "big (fire|smoke) now, gas ~ leak*")])
    assert terms.find(prepare("BIG smoke, now"))
    assert terms.find(prepare("the gas is leaking"))
    assert not terms.find(prepare("leaking gas"))
    assert not terms.find(prepare("big now"))


def test_every_language_has_phrases_and_examples_of_every_kind() -> None:
    table = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    assert set(table) == set(LANGUAGES)
    for language, categories in table.items():
        assert set(categories) == {*KINDS, NOT_NOW}, language
    assert {path.stem for path in EXAMPLES.glob("*.yaml")} == set(LANGUAGES)
    seen = {(one.language, one.kind) for one in read_emergency_examples()}
    assert seen == {(language, kind) for language in LANGUAGES for kind in (*KINDS, "none")}


def test_the_command_prints_counts_and_no_texts() -> None:
    warm_up()
    result = CliRunner().invoke(app, ["evaluate", "emergencies", "--json"])
    measured = measure_emergencies()
    assert result.exit_code == (0 if good_enough(measured) else 1)
    assert json.loads(result.stdout) == measured


@pytest.mark.parametrize(
    "text",
    [
        "tìm hiệu thuốc ở đâu",  # tìm … đâu, where to find: not tim đau, a heart that hurts
        "chạy xe điện có cần bằng không",  # chạy, cần: not cháy, burn, nor cán, run over
        "nợ tiền nhà thì sao",  # nợ, owe: not nổ, explode
        "hiệp hội người Việt ở Hàng Châu",  # hiệp: not hiếp, rape
        "lát nữa đi xe buýt nào",  # lát, a while: not lật, overturn
        "boşanma nasıl oluyor",  # oluyor, happens: not ölüyor, dies
        "yedi gün ilaç",  # yedi, seven: not what was swallowed
        "aquela enfermeira é burra",  # a nurse: not French enfermée, locked in
        "je veux vivre près d'autres expatriés",
        "وين تولد مرتي",
        "начальник держит документы",
        "채팅을 끝내고 싶어요",
        "do i need to tell the police my new address",
    ],
)
def test_what_only_looks_like_an_emergency_is_not_taken_for_a_certain_one(text: str) -> None:
    found = recognise(text)
    assert found is None or not found.certain
