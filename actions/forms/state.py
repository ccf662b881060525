"""Where a form stands: what was answered, in which order, and what is asked now.

Pure and immutable; nothing here knows Rasa.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from actions.forms.definition import SKIPPED, Answer, FormDefinition, Question


@dataclass(frozen=True)
class FormState:
    """A form on its way.

    `answers` holds what was answered or skipped, by slot; `order` the slots in the order in which
    they were; `asked` the slot that is asked now, None when nothing is left to ask.
    """

    form: FormDefinition
    answers: Mapping[str, Answer] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    asked: str | None = None

    @property
    def question(self) -> Question | None:
        """The question that is asked now."""
        return self.form.question(self.asked) if self.asked else None

    @property
    def given(self) -> dict[str, Answer]:
        """What was answered and not skipped."""
        return {slot: value for slot, value in self.answers.items() if value != SKIPPED}

    def applicable(self) -> tuple[Question, ...]:
        """The questions that this form asks, with the answers so far."""
        return tuple(one for one in self.form.questions if self._applies(one))

    def answered(self, values: Mapping[str, Answer]) -> FormState:
        """With these answers, each to its own question; then the next question is asked."""
        known = {slot: value for slot, value in values.items() if self.form.question(slot)}
        order = tuple(slot for slot in self.order if slot not in known) + tuple(known)
        return replace(self, answers={**self.answers, **known}, order=order)._settled()

    def skipped(self) -> FormState:
        """Without an answer to what is asked now."""
        return self.answered({self.asked: SKIPPED}) if self.asked else self

    def asking(self, slot: str) -> FormState:
        """Asking again what was answered before; a slot of no question changes nothing."""
        if self.form.question(slot) is None:
            return self
        answers = {one: value for one, value in self.answers.items() if one != slot}
        order = tuple(one for one in self.order if one != slot)
        return replace(self, answers=answers, order=order, asked=slot)

    def back(self) -> FormState | None:
        """Asking again what was answered last; None at the first question."""
        return self.asking(self.order[-1]) if self.order else None

    def _settled(self) -> FormState:
        """Without answers to questions that no longer apply, at the first open question."""
        state = self
        while True:
            slots = {one.slot for one in state.applicable()}
            stale = state.answers.keys() - slots
            if not stale:
                break
            answers = {slot: v for slot, v in state.answers.items() if slot not in stale}
            order = tuple(slot for slot in state.order if slot not in stale)
            state = replace(state, answers=answers, order=order)
        asked = next((q.slot for q in state.applicable() if q.slot not in state.answers), None)
        return replace(state, asked=asked)

    def _applies(self, question: Question) -> bool:
        """Whether a question is asked; where what it depends on is still open, it may yet be."""
        for slot, wanted in question.when.items():
            if slot in self.answers:
                if as_word(self.answers[slot]) not in wanted:
                    return False
            elif not self._applies(self._known(slot)):
                return False
        return True

    def _known(self, slot: str) -> Question:
        question = self.form.question(slot)
        if question is None:
            raise KeyError(slot)
        return question


def as_word(answer: Answer) -> str:
    """An answer as a definition writes it: yes and no, else the answer itself."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return str(answer)


def begin(form: FormDefinition, values: Mapping[str, Answer] | None = None) -> FormState:
    """A form at its first open question; `values` were given up front."""
    return FormState(form).answered(values or {})
