"""The base of every form: Rasa's form loop around `state` and `understanding`.

Rasa runs a form's validation action once a turn; here it does the whole turn: it understands the
message, moves the form, asks the next question or says the result. So a turn in a form costs one
action, and a new form is a definition, its sentences and a `result`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final

from rasa_sdk import Action
from rasa_sdk.events import (
    ActionExecutionRejected,
    ActiveLoop,
    EventType,
    FollowupAction,
)
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.commands import change_payload
from actions.forms.definition import Answer, FormDefinition, load_form
from actions.forms.reading import Reader
from actions.forms.speaking import FormSpeaker
from actions.forms.state import FormState, begin
from actions.forms.stored import forget, remember, remembered
from actions.forms.turn import actions_this_turn, turn_language, utterance_of
from actions.forms.understanding import Move, Utterance, given_up_front, understand
from actions.knowledge_base import knowledge_base
from actions.message import Button, say
from knowledge.clock import now, today
from knowledge.figures import number
from knowledge.library import Library
from nlu.catalogues import sentences

LASTS: Final = timedelta(days=1)
"""So long after its last message a form that was left alone is still open."""

_REOPENING: Final = frozenset({"form_change", "form_answer", "correction"})
_LISTEN: Final = "action_listen"
_ANSWER: Final = "action_answer"


@dataclass(frozen=True)
class Case:
    """What a result is made from: the answers given (none of those skipped), for whom and when."""

    answers: Mapping[str, Answer]
    language: str
    today: date
    library: Library


@dataclass(frozen=True)
class Result:
    """What a form comes to: text for a person, the same as fields of `custom`, and its sources."""

    text: str
    fields: Mapping[str, Any]
    citations: tuple[Mapping[str, Any], ...] = ()
    buttons: tuple[Button, ...] = field(default=())


class GuidedForm(Action, ABC):  # type: ignore[misc]
    """A form. A subclass names its definition and makes the result of the answers."""

    form: ClassVar[str]

    @abstractmethod
    def result(self, case: Case) -> Result:
        """The result of the answers."""

    def name(self) -> str:
        return f"validate_{self.form}_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Any, domain: dict[str, Any]
    ) -> list[EventType]:
        return _Turn(self, dispatcher, tracker).take()


class _Turn:
    """One turn of a form."""

    def __init__(self, guided: GuidedForm, dispatcher: CollectingDispatcher, tracker: Any) -> None:
        self._guided = guided
        self._dispatcher = dispatcher
        self._tracker = tracker
        self._definition: FormDefinition = load_form(guided.form)
        self._library = knowledge_base().library
        figure = partial(number, self._library.facts)
        self._reader = Reader(turn_language(tracker), today(), figure)
        self._speaker = FormSpeaker(dispatcher, self._reader, self._library)
        self._said: Utterance = utterance_of(tracker)

    def take(self) -> list[EventType]:
        """Move the form by the message, and say what is to be said."""
        stored = remembered(self._tracker, self._definition)
        if stored is None or stored.done:
            return self._start(stored.state if stored else None)
        state = stored.state
        if actions_this_turn(self._tracker, self._definition.loop):
            return self._go_on(state, self._say("form.back_to"))
        move = understand(self._said, state, self._reader)
        if is_stale(stored.at):
            return self._expire(move)
        if move.kind == "question":
            return [*self._kept(state), FollowupAction(_ANSWER)]
        if move.kind == "other":
            return [*self._kept(state), ActionExecutionRejected(self._definition.loop)]
        return self._moved(move, state)

    def _moved(self, move: Move, state: FormState) -> list[EventType]:
        if move.kind == "answer":
            return self._answered(move, state)
        if move.kind == "again":
            return self._go_on(state)
        if move.kind == "cancel":
            self._speaker.notice("form.cancelled", self._restart_button())
            return self._end()
        if move.kind == "change":
            return self._change(move, state)
        question = state.question
        assert question is not None  # noqa: S101
        if move.kind == "skip":
            if question.optional:
                return self._go_on(state.skipped())
            return self._go_on(state, self._say("form.required"))
        if move.kind == "back":
            earlier = state.back()
            return self._go_on(earlier or state, "" if earlier else self._say("form.at_first"))
        if move.kind == "why":
            return self._go_on(state, self._speaker.sentence(state, question, "why"))
        return self._go_on(state, self._speaker.wrong(question, move.fault))

    def _start(self, before: FormState | None) -> list[EventType]:
        """A new form, with what was given up front; or one that was done, opened again."""
        if before is not None and self._said.intent in _REOPENING:
            return self._reopen(before)
        state = begin(self._definition)
        state = state.answered(given_up_front(self._said, state, self._reader))
        intro = sentences(self._definition.catalogue).say(
            f"{self._definition.name}.intro", self._reader.language
        )
        return self._go_on(state, intro, self._speaker.noted(state, state.order))

    def _reopen(self, before: FormState) -> list[EventType]:
        """A form that gave its result, with an answer changed or to be changed."""
        opened = before.asking(str(self._said.values.get("slot") or before.order[-1]))
        move = understand(self._said, opened, self._reader)
        if move.kind == "answer":
            return self._answered(move, before)
        if move.kind == "change" and move.slot in before.answers:
            return self._go_on(before.asking(str(move.slot)))
        self._speaker.offer_changes(before)
        return [*self._kept(before), FollowupAction(_LISTEN)]

    def _answered(self, move: Move, state: FormState) -> list[EventType]:
        question, text = state.question, self._said.text
        after = state.answered(move.values)
        plain = (
            question is not None
            and move.values.keys() == {question.slot}
            and self._reader.exact(state.form, question, text) is not None
        )
        noted = "" if plain or self._said.is_command else self._speaker.noted(after, [*move.values])
        return self._go_on(after, noted)

    def _change(self, move: Move, state: FormState) -> list[EventType]:
        if move.slot in state.answers:
            return self._go_on(state.asking(str(move.slot)))
        if not state.order:
            return self._go_on(state, self._say("form.at_first"))
        self._speaker.offer_changes(state)
        return [*self._kept(state), FollowupAction(_LISTEN)]

    def _go_on(self, state: FormState, *leads: str) -> list[EventType]:
        """Ask what is open; where nothing is, say the result."""
        if state.asked is not None:
            self._speaker.ask(state, *leads)
        else:
            self._say_result(state)
        return [*self._kept(state), FollowupAction(_LISTEN)]

    def _say_result(self, state: FormState) -> None:
        case = Case(state.given, self._reader.language, self._reader.today, self._library)
        result = self._guided.result(case)
        change: Button = {
            "title": self._say("form.button.correction"),
            "payload": change_payload(),
        }
        say(
            self._dispatcher,
            "result",
            self._reader.language,
            result.text,
            [*result.buttons, change, self._restart_button()],
            form=self._definition.name,
            citations=list(result.citations),
            **result.fields,
        )

    def _kept(self, state: FormState) -> list[EventType]:
        return remember(self._tracker, state, now())

    def _end(self) -> list[EventType]:
        return [*forget(self._tracker, self._definition), FollowupAction(_LISTEN)]

    def _expire(self, move: Move) -> list[EventType]:
        """Close a form that was left alone; a message of its own is answered after that."""
        self._speaker.notice("form.expired", self._restart_button())
        events = forget(self._tracker, self._definition)
        if move.kind not in ("question", "other"):
            return [*events, FollowupAction(_LISTEN)]
        return [*events, ActiveLoop(None), ActionExecutionRejected(self._definition.loop)]

    def _restart_button(self) -> Button:
        title = self._say("form.button.restart")
        return {"title": title, "payload": f"/{self._definition.name}"}

    def _say(self, key: str) -> str:
        return sentences("forms").say(key, self._reader.language)


def is_stale(at: datetime) -> bool:
    """Whether a form that was last moved then is too old to go on with."""
    return now() - at > LASTS
