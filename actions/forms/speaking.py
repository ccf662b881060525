"""What a form says: its questions, why they are asked, what was wrong with an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.forms.commands import answer_payload, change_payload
from actions.forms.definition import SKIPPED, Answer, Question
from actions.forms.reading import Fault, Reader, choice_titles, yes_no_titles
from actions.forms.state import FormState
from actions.message import Button, say
from knowledge.figures import format_figure
from knowledge.library import Library
from knowledge.model.fact import FactValue
from nlu.catalogues import sentences


class FormSpeaker:
    """Says a form's messages in one language."""

    def __init__(self, dispatcher: CollectingDispatcher, reader: Reader, library: Library) -> None:
        self._dispatcher = dispatcher
        self._reader = reader
        self._library = library
        self.language = reader.language

    def ask(self, state: FormState, *leads: str) -> None:
        """Ask what the form asks now, after some sentences."""
        question = state.question
        if question is None:
            return
        say(
            self._dispatcher,
            "form",
            self.language,
            "\n\n".join([lead for lead in leads if lead] + [self.sentence(state, question, "ask")]),
            self._buttons(state, question),
            form=state.form.name,
            slot=question.slot,
            input=self._input(question),
            optional=question.optional,
            progress=_progress(state),
        )

    def offer_changes(self, state: FormState) -> None:
        """Ask which of the answers is to be changed."""
        buttons: list[Button] = [
            {"title": self._line(state, slot), "payload": change_payload(slot)}
            for slot in state.order
        ]
        text = self._say("form.which_answer")
        say(self._dispatcher, "clarify", self.language, text, buttons, form=state.form.name)

    def notice(self, key: str, *buttons: Button, **values: object) -> None:
        """Say something about the form that is no question."""
        text = self._say(key, **values)
        say(self._dispatcher, "notice", self.language, text, list(buttons))

    def sentence(self, state: FormState, question: Question, part: str) -> str:
        """A sentence of a question: `ask`, `why` or `label`."""
        values = {
            name: format_figure(self._library.figure(figure), self.language)
            for name, figure in question.values.items()
        }
        if part == "ask" and question.asked_by:
            part = f"ask.{state.answers[question.asked_by]}"
        say_it = sentences(state.form.catalogue).say
        return say_it(f"{state.form.name}.{question.slot}.{part}", self.language, **values)

    def noted(self, state: FormState, slots: Sequence[str]) -> str:
        """What was understood of the person's own words, to be put right if it is wrong."""
        lines = [self._line(state, slot) for slot in slots if slot in state.given]
        return self._say("form.noted", answers="; ".join(lines)) if lines else ""

    def wrong(self, question: Question, fault: Fault) -> str:
        """What was wrong with an answer, and what would be right."""
        if fault == "unread":
            return self._say(f"form.unread.{question.kind}")
        if question.kind == "date":
            first, last = self._reader.days(question)
            day = first if fault == "too_early" else last
            return self._say(f"form.{fault}", bound=self._date(day.isoformat()))
        bound = question.minimum if fault == "too_low" else question.maximum
        number = FactValue(value=_plain(self._reader.bound(bound or 0)), unit="count")
        return self._say(f"form.{fault}", bound=format_figure(number, self.language))

    def value(self, state: FormState, question: Question, value: Answer) -> str:
        """An answer as a person reads it."""
        if value == SKIPPED:
            return self._say("form.skipped")
        if isinstance(value, bool):
            return yes_no_titles(self.language)[0 if value else 1]
        if question.kind == "choice":
            titles = choice_titles(state.form, question, self.language)
            return titles[question.choices.index(str(value))]
        if question.kind == "date":
            return self._date(str(value))
        if isinstance(value, str):
            return value
        return format_figure(FactValue(value=_plain(value), unit="count"), self.language)

    def _line(self, state: FormState, slot: str) -> str:
        question = state.form.question(slot)
        if question is None:
            return slot
        label = self.sentence(state, question, "label")
        value = self.value(state, question, state.answers[slot])
        return self._say("form.line", label=label, value=value)

    def _buttons(self, state: FormState, question: Question) -> list[Button]:
        buttons = self._choices(state, question)
        controls = [
            "skip" if question.optional else "",
            "why_ask",
            "go_back" if state.order else "",
            "cancel",
        ]
        return buttons + [
            {"title": self._say(f"form.button.{control}"), "payload": f"/{control}"}
            for control in controls
            if control
        ]

    def _choices(self, state: FormState, question: Question) -> list[Button]:
        if question.kind == "yes_no":
            values, titles = ["yes", "no"], yes_no_titles(self.language)
        elif question.kind == "choice":
            values = list(question.choices)
            titles = choice_titles(state.form, question, self.language)
        else:
            return []
        return [
            {"title": title, "payload": answer_payload(question.slot, value)}
            for value, title in zip(values, titles, strict=True)
        ]

    def _input(self, question: Question) -> dict[str, Any]:
        """The field that fits: its kind, and the bounds that the answer has to be in."""
        shown: dict[str, Any] = {"kind": question.kind}
        if question.kind == "date":
            first, last = self._reader.days(question)
            return {**shown, "min": first.isoformat(), "max": last.isoformat()}
        if question.kind == "number":
            low, high = question.minimum or 0, question.maximum or 0
            bounds = (_plain(self._reader.bound(bound)) for bound in (low, high))
            return {**shown, **dict(zip(("min", "max"), bounds, strict=True))}
        return shown

    def _date(self, value: str) -> str:
        return format_figure(FactValue(value=value, unit="date"), self.language)

    def _say(self, key: str, **values: object) -> str:
        return sentences("forms").say(key, self.language, **values)


def _progress(state: FormState) -> dict[str, int]:
    """How many questions are behind, and how many there are as far as is known now."""
    return {"answered": len(state.answers), "total": len(state.applicable())}


def _plain(number: float) -> int | float:
    return int(number) if float(number).is_integer() else float(number)
