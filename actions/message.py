"""What an action says: the messages of the HTTP interface (`custom.type` and its fields)."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Literal

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

from actions.forms.offer import form_buttons
from actions.knowledge_base import KnowledgeBase
from knowledge.answer import Answer, compose_answer, entry_title
from knowledge.help_numbers import help_numbers
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, FULL_LANGUAGES, LANGUAGES, answer_language

MessageType = Literal[
    "answer", "abstain", "clarify", "form", "result", "handoff", "emergency", "notice"
]
Button = dict[str, str]


class LastAction(Action, ABC):  # type: ignore[misc]
    """An action after which the person speaks again: no policy is asked what comes next.

    Where it interrupted a form, the form asks its question again, unless `returns_to_form` says no.
    """

    ends_turn: ClassVar[bool] = True
    returns_to_form: ClassVar[bool] = True

    @abstractmethod
    def name(self) -> str: ...


def language_of(tracker: Any) -> str:
    """The language the person is to be answered in: the message's metadata say it."""
    metadata = tracker.latest_message.get("metadata") or {}
    language = metadata.get("language") or tracker.latest_message.get("language")
    return language if language in LANGUAGES else DEFAULT_LANGUAGE


def say(
    dispatcher: CollectingDispatcher,
    kind: MessageType,
    language: str,
    text: str,
    buttons: Sequence[Button] = (),
    **custom: Any,
) -> None:
    """Send one message; `language` is the one the text is in."""
    dispatcher.utter_message(
        text=text,
        buttons=list(buttons),
        json_message={"type": kind, "language": answer_language(language), **custom},
    )


def entry_button(title: str, entry: str) -> Button:
    """A button that shows an entry when it is pressed."""
    return {"title": title, "payload": "/show_entry" + json.dumps({"entry": entry})}


def person_button(language: str) -> Button:
    """A button that asks for a person."""
    return {"title": sentences().say("button.person", language), "payload": "/request_human"}


def say_answer(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    entry: str,
    language: str,
    confidence: float,
    buttons: Sequence[Button] = (),
) -> None:
    """Send an entry as an answer, with its sources, places and the questions that often follow;
    `buttons` come in place of those."""
    answer = compose_answer(base.library, entry, language)
    say(
        dispatcher,
        "answer",
        language,
        _text(base, answer, language),
        buttons
        or [
            *form_buttons(entry, language),
            *(entry_button(title, other) for other, title in answer.related[:3]),
        ],
        entry=entry,
        topic=answer.topic,
        title=answer.title,
        confidence=round(confidence, 4),
        citations=list(answer.citations),
        places=list(answer.places),
    )


def say_unknown(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    language: str,
    confidence: float,
    *,
    elsewhere: bool = False,
    failed_twice: bool = False,
) -> None:
    """Say that nothing here answers this, and who can; a person is called after two failures.
    `elsewhere`: it is asked of another place."""
    text = sentences().say("abstain", language, **help_numbers(base.library))
    text = _of_hangzhou_only(text, language, elsewhere)
    text, custom = _after_failures(text, language, failed_twice)
    button = person_button(language)
    say(dispatcher, "abstain", language, text, [button], confidence=round(confidence, 4), **custom)


def say_choices(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    entries: Sequence[str],
    language: str,
    confidence: float,
    *,
    elsewhere: bool = False,
    failed_twice: bool = False,
) -> None:
    """Ask which of a few entries is meant; a person is called after two failures. `elsewhere`: it
    is asked of another place."""
    buttons = [entry_button(entry_title(base.library, e, language), e) for e in entries]
    text = _of_hangzhou_only(sentences().say("clarify", language), language, elsewhere)
    text, custom = _after_failures(text, language, failed_twice)
    if failed_twice:
        buttons.append(person_button(language))
    say(dispatcher, "clarify", language, text, buttons, confidence=round(confidence, 4), **custom)


def _of_hangzhou_only(text: str, language: str, elsewhere: bool) -> str:
    return f"{sentences('search').say('elsewhere', language)}\n\n{text}" if elsewhere else text


def _after_failures(text: str, language: str, failed_twice: bool) -> tuple[str, dict[str, Any]]:
    if not failed_twice:
        return text, {}
    sorry = sentences("dialogue").say("failed_twice", language)
    return f"{sorry}\n\n{text}", {"request_handoff": "failures"}


def _text(base: KnowledgeBase, answer: Answer, language: str) -> str:
    """The answer; for a language that has no texts, in English with the Chinese under it."""
    if language in FULL_LANGUAGES:
        return answer.text
    note = sentences().say("answer.in_english", language)
    chinese = compose_answer(base.library, answer.entry, "zh").text
    return f"{note}\n\n{answer.text}\n\n{chinese}"


def message_before(tracker: Any) -> str | None:
    """What the person said before the latest message; None where it was a press of a button, or
    nothing."""
    said = [event.get("text") for event in tracker.events if event.get("event") == "user"]
    before = said[-2] if len(said) > 1 else None
    return None if not before or before.startswith("/") else str(before)


def latest_intents(tracker: Any, prefix: str) -> Mapping[str, float]:
    """Probabilities of the intents that begin with `prefix`, by the rest of their names."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    return {
        one["name"][len(prefix) :]: float(one["confidence"])
        for one in ranking
        if str(one.get("name", "")).startswith(prefix)
    }
