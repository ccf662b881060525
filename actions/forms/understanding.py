"""What a message does to a form: answers it, moves in it, or is something else altogether."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Literal

from actions.forms.definition import SKIPPED, Answer, Question, all_forms
from actions.forms.reading import Fault, Reader
from actions.forms.state import FormState
from actions.forms.words import given_in, mentioned
from nlu.answers import is_marked_question
from nlu.catalogues import sentences
from nlu.dates import day_in
from nlu.languages import FULL_LANGUAGES
from nlu.normalise import fold
from nlu.tokenize import words

MoveKind = Literal[
    "answer", "skip", "back", "why", "cancel", "change", "again", "unread", "question", "other"
]
CONTROLS: Final[Mapping[str, MoveKind]] = {
    "skip": "skip",
    "go_back": "back",
    "why_ask": "why",
    "cancel": "cancel",
    "correction": "change",
}
"""The intents that move in a form; each is the name of its button's sentence too."""

OWN_BUSINESS: Final = frozenset(
    {"request_human", "delete_my_data", "export_my_data", "change_language", "show_entry"}
)
"""Intents that have their own rules, whatever a form asks."""

_STEERING: Final = frozenset({*CONTROLS, "affirm", "deny"})
_LEAST: Final = 0.25
_SHARE: Final = 0.6
"""A steering intent is taken from this probability on, and this share of the likeliest one's."""

_NO_RULE: Final = frozenset({"affirm", "deny", "nlu_fallback", "out_of_scope", "follow_up"})
_QUESTION_PREFIX: Final = "ask_"
_SURE: Final = 0.75
_FEWEST_WORDS: Final = 4
"""A message of fewer words, and without a question mark, is a failed answer and no question."""


@dataclass(frozen=True)
class Utterance:
    """A message as the dialogue understood it; `values` are those that a button carried."""

    text: str
    intent: str = ""
    confidence: float = 0.0
    values: Mapping[str, Any] = field(default_factory=dict)
    ranking: Mapping[str, float] = field(default_factory=dict)
    """The probabilities of the likeliest intents."""

    @property
    def steering(self) -> str:
        """The likeliest intent that moves in a form; "" where none is likely.

        Inside a form these are likelier than among all messages, so less will do.
        """
        if not any(letter.isalpha() for letter in self.text):
            return ""  # "300000" is an answer, whatever the classifier takes it for
        likely = {name: self.ranking.get(name, 0.0) for name in _STEERING}
        best = max(likely, key=lambda name: likely[name])
        if self.intent in _STEERING:
            return self.intent
        return best if likely[best] >= max(_LEAST, _SHARE * self.confidence) else ""

    @property
    def is_command(self) -> bool:
        """Whether a button was pressed."""
        return self.text.startswith("/")


@dataclass(frozen=True)
class Move:
    """What to do: `values` are checked answers, `slot` the question to change, `fault` what is
    wrong with an answer to it."""

    kind: MoveKind
    values: Mapping[str, Answer] = field(default_factory=dict)
    slot: str | None = None
    fault: Fault = "unread"


def understand(said: Utterance, state: FormState, reader: Reader) -> Move:
    """The move that a message makes in a form that is asking something."""
    question = state.question
    if question is None:
        return Move("other")
    if said.is_command:
        return _command(said, state, reader)
    control = _control_by_name(said.text)
    if control:
        return Move(control)
    exact = reader.exact(state.form, question, said.text)
    if exact is not None:
        return _checked(question, exact, reader)
    if said.intent in OWN_BUSINESS or _is_other(said.intent, state):
        return Move("other")
    steering = said.steering
    if steering in ("affirm", "deny") and question.kind == "yes_no":
        return _checked(question, steering == "affirm", reader)
    if steering in ("skip", "go_back", "why_ask", "cancel"):
        return Move(CONTROLS[steering])
    return _own_words(said, question, state, reader)


def given_up_front(said: Utterance, state: FormState, reader: Reader) -> dict[str, Answer]:
    """The answers that the message gives which asked for the form, checked."""
    if said.is_command:
        return {}
    return _given_with_date(said, state, reader)


def _given_with_date(said: Utterance, state: FormState, reader: Reader) -> dict[str, Answer]:
    """The answers that a message gives of itself, a date among them."""
    given = given_in(state.form, said.text)
    asked = next((one for one in state.form.questions if one.kind == "date"), None)
    day = day_in(said.text, reader.today, reader.language) if asked else None
    if asked and day:
        given[asked.slot] = day.isoformat()
    return _only_right(given, state, reader)


def _command(said: Utterance, state: FormState, reader: Reader) -> Move:
    if said.intent in CONTROLS:
        return Move(CONTROLS[said.intent])
    slot = str(said.values.get("slot", ""))
    named = state.form.question(slot)
    if said.intent == "form_change":
        return Move("change", slot=slot if named else None)
    if said.intent == "form_answer":
        value = _button_value(named, str(said.values.get("value", ""))) if named else None
        if named is None or value is None or reader.fault(named, value):
            return Move("unread")
        return Move("answer", {slot: value})
    return Move("again" if said.intent == state.form.name else "other")


def _button_value(question: Question, value: str) -> Answer | None:
    if question.kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    return value if question.kind == "choice" else None


def _control_by_name(text: str) -> MoveKind | None:
    """The control whose button's title a message is, in any language."""
    return _control_titles().get(fold(text[:60]).rstrip("?？؟.。!！"))


@lru_cache(maxsize=1)
def _control_titles() -> dict[str, MoveKind]:
    say = sentences("forms").say
    return {
        fold(say(f"form.button.{intent}", language)).rstrip("?？؟.。!！"): kind
        for intent, kind in CONTROLS.items()
        for language in FULL_LANGUAGES
    }


def _is_other(intent: str, state: FormState) -> bool:
    """Whether another form is asked for, or what its own rule decides on."""
    return intent != state.form.name and (
        intent.startswith("emergency") or any(intent == form.name for form in all_forms())
    )


def _own_words(said: Utterance, question: Question, state: FormState, reader: Reader) -> Move:
    asks = is_marked_question(said.text) or (
        said.intent.startswith(_QUESTION_PREFIX)
        and said.confidence >= _SURE
        and _is_long(said.text, reader.language)
    )
    given = {} if asks else _only_right(given_in(state.form, said.text), state, reader)
    if said.steering == "correction":
        return _correction(said, _given_with_date(said, state, reader), state)
    changed = {slot: value for slot, value in given.items() if state.answers.get(slot) != value}
    if question.slot in given or changed:
        return Move("answer", changed or given)
    if asks:
        return Move("question")
    value = reader.inside(state.form, question, said.text)
    if value is not None:
        return _checked(question, value, reader)
    if said.intent and not _is_of_forms(said.intent, state):
        return Move("other")
    if _is_long(said.text, reader.language):
        return Move("question")
    return Move("unread", slot=question.slot)


def _is_of_forms(intent: str, state: FormState) -> bool:
    """Whether an intent has no rule that would serve the person better than asking again."""
    return (
        intent in CONTROLS
        or intent in _NO_RULE
        or intent == state.form.name
        or intent.startswith(_QUESTION_PREFIX)
    )


def _correction(said: Utterance, given: Mapping[str, Answer], state: FormState) -> Move:
    if given:
        return Move("answer", given)
    return Move("change", slot=mentioned(state.form, said.text))


def _checked(question: Question, value: Answer, reader: Reader) -> Move:
    fault = reader.fault(question, value)
    if fault:
        return Move("unread", slot=question.slot, fault=fault)
    return Move("answer", {question.slot: value})


def _only_right(
    values: Mapping[str, Answer], state: FormState, reader: Reader
) -> dict[str, Answer]:
    return {
        question.slot: values[question.slot]
        for question in state.form.questions
        if question.slot in values
        and values[question.slot] != SKIPPED
        and not reader.fault(question, values[question.slot])
    }


def _is_long(text: str, language: str) -> bool:
    return len(words(text, language)) >= _FEWEST_WORDS
