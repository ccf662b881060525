"""What people read about a hand-off: the messages of type `handoff`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_skeleton
from babel.units import format_unit

from actions.message import person_button
from assistant.clock import HANGZHOU, now
from assistant.commands import BACK, CANCEL
from assistant.storage.arrivals import PENDING
from assistant.storage.conversations import new_id
from assistant.storage.records import MessageRecord
from knowledge.hours import ALWAYS, format_hours
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, answer_language

Said = dict[str, Any]


class HandOffWords:
    """Says hand-offs in the person's language. `numbers` are those to call instead."""

    def __init__(self, numbers: Callable[[], Mapping[str, str]], hours: str) -> None:
        self._numbers = numbers
        self._hours = hours

    def waiting(self, language: str, position: int, minutes: int) -> Said:
        """They wait: their place, and about how long."""
        language = answer_language(language)
        length = format_unit(minutes, "duration-minute", "short", locale=language)
        key = "handoff.next" if position == 1 else "handoff.waiting"
        text = _say(key, language, position=position, minutes=length)
        custom = {"state": "waiting", "position": position, "minutes": minutes}
        return _said(text, language, custom, _button("handoff.button.cancel", language, CANCEL))

    def still_waiting(self, language: str, position: int) -> Said:
        """They wait still, while the bot answers."""
        language = answer_language(language)
        text = _say("handoff.position", language, position=position)
        custom = {"state": "waiting", "position": position}
        return _said(text, language, custom, _button("handoff.button.cancel", language, CANCEL))

    def unavailable(
        self, language: str, due: datetime | None, open_now: bool, opens_at: datetime | None
    ) -> Said:
        """Nobody is there: who can be called, and that a message can be left, answered by `due`;
        without that, for those who did not ask for a person themselves, only a button for one."""
        language = answer_language(language)
        parts = [_say("handoff.nobody", language)]
        if not open_now and self._hours != ALWAYS:
            hours = format_hours(self._hours, language)
            parts = [_say("handoff.closed_now", language, hours=hours)]
        parts.append(_say("handoff.numbers", language, **self._numbers()))
        custom: dict[str, Any] = {"state": "unavailable", "leaves_message": due is not None}
        if opens_at is not None:
            custom["opens_at"] = opens_at.isoformat()
        if due is None:
            return _said("\n\n".join(parts), language, custom, person_button(language))
        parts.append(_say("handoff.offer", language, due=_moment(due, language)))
        custom["due_at"] = due.isoformat()
        button = _button("handoff.button.no_message", language, CANCEL)
        return _said("\n\n".join(parts), language, custom, button)

    def left(self, language: str, due: datetime) -> Said:
        """Their message was left, and is answered by a time."""
        language = answer_language(language)
        text = _say("handoff.left", language, due=_moment(due, language))
        custom = {"state": "unavailable", "due_at": due.isoformat(), "message_left": True}
        return _said(text, language, custom)

    def with_agent(self, language: str, name: str) -> Said:
        """A person is there."""
        language = answer_language(language)
        custom = {"state": "with_agent", "agent": name}
        text = _say("handoff.joined", language, name=name)
        return _said(text, language, custom, _button("handoff.button.back", language, BACK))

    def ended(self, language: str, key: str) -> Said:
        """The bot answers again: `key` says why (returned, closed, cancelled, queued)."""
        language = answer_language(language)
        state = "waiting" if key == "queued" else "closed"
        return _said(_say(f"handoff.{key}", language), language, {"state": state})


def as_record(said: Said, conversation: str) -> MessageRecord:
    """What the service says without being asked, as it is stored until it is delivered."""
    custom = said["custom"]
    return MessageRecord(
        id=new_id(),
        conversation_id=conversation,
        role="system",
        text=said["text"],
        language=custom["language"],
        created_at=now(),
        state="sent",
        type="handoff",
        content={"buttons": said["buttons"], "custom": custom},
        delivery=PENDING,
    )


def _say(key: str, language: str, **values: object) -> str:
    return sentences("handoff").say(key, language, **values)


def _button(key: str, language: str, payload: str) -> dict[str, str]:
    return {"title": _say(key, language), "payload": payload}


def _said(text: str, language: str, custom: Mapping[str, Any], *buttons: dict[str, str]) -> Said:
    shown: Sequence[dict[str, str]] = list(buttons)
    named = {"type": "handoff", "language": language or DEFAULT_LANGUAGE, **custom}
    return {"text": text, "buttons": shown, "custom": named}


def _moment(moment: datetime, language: str) -> str:
    """A time in Hangzhou, as the language writes it."""
    local = moment.astimezone(HANGZHOU)
    day = format_skeleton("MMMEd", local, locale=language)
    return f"{day} {format_skeleton('Hm', local, locale=language)}"
