"""The papers of a permit case."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.forms.checklist import offered_answers
from knowledge.checklists import all_items, checklist, checklist_facts, checklist_lines
from knowledge.library import load_library
from nlu.languages import FULL_LANGUAGES

LIBRARY = load_library()
OFFERED = offered_answers()
ANSWERS = st.fixed_dictionaries(
    {"case": st.sampled_from(OFFERED["case"])},
    optional={
        name: st.sampled_from(answers) for name, answers in OFFERED.items() if name != "case"
    },
)


def test_every_item_rests_on_facts_and_hangs_on_what_the_form_asks() -> None:
    for item in all_items():
        assert all(LIBRARY.facts[fact].checked is not False for fact in item.facts)
        assert all(LIBRARY.figure(figure) for figure in item.values.values())
        for question, answers in item.when.items():
            assert set(answers) <= set(OFFERED[question])
        assert "case" in item.when


@given(ANSWERS)
def test_an_answer_makes_items_sure_or_drops_them(answers: dict[str, str]) -> None:
    whole = {one.item.id: one.sure for one in checklist(answers)}
    for name in answers:
        if name == "case":
            continue
        fewer = {key: value for key, value in answers.items() if key != name}
        part = {one.item.id: one.sure for one in checklist(fewer)}
        assert whole.keys() <= part.keys()
        assert all(whole[item] for item, sure in part.items() if sure)


@given(ANSWERS, st.sampled_from(FULL_LANGUAGES))
def test_a_list_is_never_empty_and_reads_in_every_language(
    answers: dict[str, str], language: str
) -> None:
    lines = checklist_lines(LIBRARY, answers, language)
    assert lines
    assert all(line.text and line.chinese for line in lines)
    assert checklist_facts(answers)


def test_a_full_case_leaves_nothing_open() -> None:
    answers = {"case": "residence_work", "stage": "first", "long": "yes", "age": "no"}
    items = checklist(answers)
    assert all(one.sure for one in items)
    assert [one.item.id for one in items] == [
        "passport_in_person",
        "registration_form",
        "work_permit",
        "health_certificate",
        "fingerprints",
        "fee",
    ]
    assert checklist({}) == ()
