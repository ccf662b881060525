"""What forms read out of people's words, in every language; their catalogue and the domain."""

from __future__ import annotations

import string
from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.forms.definition import all_forms, load_form
from actions.forms.reading import Reader
from actions.forms.state import begin
from actions.forms.understanding import Utterance, understand
from actions.forms.words import given_in
from assistant.commands import parse_command
from assistant.settings import ROOT
from knowledge.library import load_library
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES

LIBRARY = load_library()
POINTS = load_form("work_permit_points")


def reader(language: str) -> Reader:
    def figure(name: str) -> float:
        return float(LIBRARY.figure(name).value)  # type: ignore[arg-type]

    return Reader(language, date(2026, 3, 1), figure)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        (
            "I'm 35 with a master's degree and earn 300,000 yuan, how many points?",
            {"points_age": 35, "points_education": "master", "points_salary": 300_000},
        ),
        (
            "我35岁，硕士，年薪30万，5年工作经验",
            {
                "points_age": 35,
                "points_education": "master",
                "points_salary": 300_000,
                "points_experience": 5,
            },
        ),
        ("35歳、HSK4級です", {"points_age": 35, "points_chinese": "hsk4"}),
        ("35살이고 박사 학위가 있어요", {"points_age": 35, "points_education": "doctor"}),
        ("J'ai 35 ans et 4 ans d'expérience", {"points_age": 35, "points_experience": 4}),
        (
            "Ich bin 41 Jahre alt, Bachelor, HSK 3",
            {"points_age": 41, "points_education": "bachelor", "points_chinese": "hsk3"},
        ),
        ("tengo 50 años y un doctorado", {"points_age": 50, "points_education": "doctor"}),
        ("tenho 29 anos e mestrado", {"points_age": 29, "points_education": "master"}),
        (
            "мне 35, магистр, 10 лет опыта",
            {"points_age": 35, "points_education": "master", "points_experience": 10},
        ),
        ("عمري ٣٥ ولدي ماجستير", {"points_age": 35, "points_education": "master"}),
        ("tôi 35 tuổi, thạc sĩ", {"points_age": 35, "points_education": "master"}),
        ("อายุ 35 ปริญญาโท", {"points_age": 35, "points_education": "master"}),
        ("25,000 yuan per month", {"points_salary": 300_000}),
        ("月薪2万5千", {"points_salary": 300_000}),
        ("25000 юаней в месяц", {"points_salary": 300_000}),
        ("how many points do I need", {}),
        ("bachelor or master?", {}),
    ],
)
def test_answers_given_up_front(text: str, answers: dict[str, object]) -> None:
    assert given_in(POINTS, text) == answers


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_controls_are_understood_by_their_names(language: str) -> None:
    say = sentences("forms").say
    state = begin(POINTS)
    for control, kind in [
        ("skip", "skip"),
        ("go_back", "back"),
        ("why_ask", "why"),
        ("cancel", "cancel"),
    ]:
        said = Utterance(say(f"form.button.{control}", language))
        assert understand(said, state, reader(language)).kind == kind


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_choices_are_understood_by_number_and_name(language: str) -> None:
    say = sentences("forms").say
    state = begin(POINTS, {"points_direct": False})
    for number, choice in enumerate(("doctor", "master", "bachelor", "none"), 1):
        title = say(f"work_permit_points.points_education.choice.{choice}", language)
        for text in (title, str(number), f"{number}."):
            move = understand(Utterance(text), state, reader(language))
            assert move.values == {"points_education": choice}, text


@pytest.mark.parametrize(
    ("slot", "text", "fault"),
    [
        ("points_age", "17", "too_low"),
        ("points_age", "500", "too_high"),
        ("points_months", "13", "too_high"),
        ("points_age", "old", "unread"),
        ("points_education", "9", "unread"),
    ],
)
def test_what_is_out_of_bounds_is_refused(slot: str, text: str, fault: str) -> None:
    state = begin(POINTS, {"points_direct": False}).asking(slot)
    move = understand(Utterance(text), state, reader("en"))
    assert (move.kind, move.fault) == ("unread", fault)


@pytest.mark.parametrize(
    "text", ["what is a master's degree worth?", "硕士要什么材料？", "how do i register my address"]
)
def test_a_question_is_no_answer(text: str) -> None:
    state = begin(POINTS, {"points_direct": False})
    assert understand(Utterance(text, "ask_work", 0.9), state, reader("en")).kind == "question"


def test_a_correction_without_a_value_asks_again_what_it_names() -> None:
    state = begin(POINTS, {"points_direct": False, "points_salary": 100_000})
    move = understand(
        Utterance("I made a mistake with my salary", "correction", 0.9), state, reader("en")
    )
    assert (move.kind, move.slot) == ("change", "points_salary")


@given(st.text(max_size=200), st.sampled_from([one.slot for one in POINTS.questions]))
def test_any_text_makes_a_move_with_right_answers_only(text: str, slot: str) -> None:
    state = begin(POINTS, {"points_direct": False}).asking(slot)
    checks = reader("en")
    move = understand(Utterance(text), state, checks)
    for name, value in move.values.items():
        question = POINTS.question(name)
        assert question is not None
        assert checks.fault(question, value) is None


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_every_sentence_of_a_form_is_there(language: str) -> None:
    known, english = sentences("forms"), sentences("forms").all("en")
    assert known.keys(language) == known.keys("en")
    fields = string.Formatter().parse
    for key, text in known.all(language).items():
        wanted = {name for _, name, _, _ in fields(english[key]) if name}
        assert {name for _, name, _, _ in fields(text) if name} == wanted, (language, key)
    for form in all_forms():
        said = sentences(form.catalogue).keys(language)
        for question in form.questions:
            parts = ["why", "label", *(f"choice.{one}" for one in question.choices)]
            other = form.question(question.asked_by) if question.asked_by else None
            parts += [f"ask.{one}" for one in other.choices] if other else ["ask"]
            assert {f"{form.name}.{question.slot}.{part}" for part in parts} <= said


def test_forms_are_offered_by_guides_that_are_there() -> None:
    for form in all_forms():
        assert set(form.guides) <= LIBRARY.guides.keys()


def test_the_domain_has_every_form_and_its_slots() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for form in all_forms():
        slots = [question.slot for question in form.questions]
        assert domain["forms"][form.loop]["required_slots"] == slots
        assert set(slots) <= domain["slots"].keys()
        assert f"validate_{form.loop}" in domain["actions"]
        for question in form.questions:
            for name in question.values.values():
                assert LIBRARY.figure(name)


@pytest.mark.parametrize(
    "command",
    [
        '/form_answer{"slot": "points_education", "value": "wizard"}',
        '/form_answer{"slot": "points_age", "value": "35"}',
        '/form_answer{"slot": "language", "value": "en"}',
        '/form_answer{"slot": ["points_education"], "value": "master"}',
        '/form_change{"slot": {"a": 1}}',
        '/form_change{"slot": "form_state"}',
        '/skip{"a": 1}',
        "/correction{}{}",
    ],
)
def test_buttons_carry_nothing_but_what_forms_offer(command: str) -> None:
    assert parse_command(command) is None


@pytest.mark.parametrize(
    ("form", "text", "answers"),
    [
        ("residence_deadline", "my Z visa ends soon", {"deadline_event": "visa_expiry"}),
        ("residence_deadline", "我的居留许可五月到期", {"deadline_event": "permit_expiry"}),
        ("residence_deadline", "Mein Visum endet am 5. Mai", {"deadline_event": "visa_expiry"}),
        ("residence_deadline", "my visa expired last week", {"deadline_event": "overstay"}),
        ("residence_deadline", "visa", {}),
        ("document_checklist", "list for a work permit", {"checklist_case": "work_permit"}),
        (
            "document_checklist",
            "liste pour renouveler mon titre de séjour étudiant",
            {"checklist_case": "residence_study", "checklist_stage": "extension"},
        ),
        ("document_checklist", "list of papers please", {}),
    ],
)
def test_the_permit_that_a_message_names_is_not_asked_again(
    form: str, text: str, answers: dict[str, str]
) -> None:
    assert given_in(load_form(form), text) == answers
