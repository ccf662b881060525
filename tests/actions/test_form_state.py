"""Where a form stands: whatever a person does, it ends, and never asks in vain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from actions.forms.definition import SKIPPED, FormDefinition, all_forms, load_form
from actions.forms.state import FormState, begin

FORM = FormDefinition.parse_obj(
    {
        "name": "example",
        "questions": [
            {"slot": "what", "kind": "choice", "choices": ["this", "that"]},
            {
                "slot": "how_many",
                "kind": "number",
                "minimum": 0,
                "maximum": 9,
                "when": {"what": ["this"]},
            },
            {"slot": "sure", "kind": "yes_no", "when": {"how_many": ["3"]}},
            {"slot": "when", "kind": "date"},
        ],
    }
)
VALUES = {
    "what": ["this", "that"],
    "how_many": [0, 3],
    "sure": [True, False],
    "when": ["2026-01-01"],
}
ANSWERS = st.sampled_from([(slot, value) for slot, values in VALUES.items() for value in values])
MOVES = st.lists(
    st.one_of(st.sampled_from(["skip", "back"]), ANSWERS, st.sampled_from(list(VALUES)))
)


def move(state: FormState, how: str | tuple[str, object]) -> FormState:
    if how == "skip":
        return state.skipped()
    if how == "back":
        return state.back() or state
    if isinstance(how, tuple):
        return state.answered({how[0]: how[1]})  # type: ignore[dict-item]
    return state.asking(how)


@given(MOVES)
def test_a_form_asks_what_is_open_and_knows_what_it_has_asked(moves: list) -> None:
    state = begin(FORM)
    for how in moves:
        state = move(state, how)
        assert set(state.order) == set(state.answers)
        assert len(set(state.order)) == len(state.order)
        assert state.asked not in state.answers
        if state.asked is None:
            assert all(one.slot in state.answers for one in state.applicable())


@given(MOVES)
def test_answering_what_is_asked_always_ends(moves: list) -> None:
    state = begin(FORM)
    for how in moves:
        state = move(state, how)
    for _ in range(len(FORM.questions) + 1):
        if state.asked is None:
            break
        state = state.answered({state.asked: VALUES[state.asked][0]})
    assert state.asked is None
    assert state.given.keys() <= {one.slot for one in state.applicable()}


@given(st.dictionaries(st.sampled_from(list(VALUES)), st.none()))
def test_what_is_given_up_front_is_not_asked(given_slots: dict[str, None]) -> None:
    values = {slot: VALUES[slot][0] for slot in given_slots}
    state = begin(FORM, values)
    while state.asked is not None:
        assert state.asked not in values
        state = state.skipped()


def test_a_changed_answer_drops_what_no_longer_applies() -> None:
    state = (
        begin(FORM).answered({"what": "this"}).answered({"how_many": 3}).answered({"sure": True})
    )
    assert state.asked == "when"
    assert state.answered({"what": "that"}).answers == {"what": "that"}


def test_back_goes_the_way_that_was_come() -> None:
    state = begin(FORM).answered({"what": "this"}).skipped()
    back = state.back()
    assert back is not None
    assert (back.asked, back.answers) == ("how_many", {"what": "this"})
    assert begin(FORM).back() is None


def test_skipping_is_an_answer() -> None:
    state = begin(FORM).skipped()
    assert state.answers == {"what": SKIPPED}
    assert state.given == {}
    assert state.asked == "when"


def test_every_form_can_be_loaded() -> None:
    for form in all_forms():
        assert load_form(form.name).questions
