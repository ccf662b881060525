"""What a message goes through, and what is told of it in a trace.

The classes know nothing of this: a span is put around a method while traces are on, as
OpenTelemetry's own instrumentation libraries do. Without the setting nothing is changed, and
nothing costs.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from assistant.tracing.watched import Undo, replace_method

if TYPE_CHECKING:
    from assistant.tracing.tracing import Tracing

Told = Callable[..., Mapping[str, str]]


def _nothing(*_: Any, **__: Any) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class Seam:
    """A method, the name of its span, and what is told, from the method's arguments.

    `begins`: it makes a trace of its own where there is none, as work does that no request began.
    """

    owner: str
    method: str
    span: str
    told: Told = _nothing
    begins: bool = False

    @property
    def holder(self) -> type:
        """The class."""
        module, _, name = self.owner.partition(":")
        found: type = getattr(importlib.import_module(module), name)
        return found


def _channel_of_message(_: Any, message: Any) -> Mapping[str, str]:
    return {"assistant.channel": message.channel}


def _channel(_: Any, channel: str, *__: Any) -> Mapping[str, str]:
    return {"assistant.channel": channel}


def _wechat(*_: Any, **__: Any) -> Mapping[str, str]:
    return {"assistant.channel": "wechat"}


def _action(_: Any, call: Mapping[str, Any]) -> Mapping[str, str]:
    return {"assistant.action": str(call["next_action"])}


SEAMS: Final = (
    Seam("assistant.conversation:Conversations", "handle", "turn", _channel_of_message, True),
    Seam("assistant.conversation.emergencies:Emergencies", "find", "emergencies"),
    Seam("assistant.dialogue.agent:Dialogue", "respond", "dialogue"),
    Seam("rasa.core.processor:MessageProcessor", "parse_message", "nlu"),
    Seam("rasa_sdk.executor:ActionExecutor", "run", "action", _action),
    Seam("knowledge.search:Searcher", "search", "search"),
    Seam("assistant.desk.outbox:Outbox", "send", "outbox", _channel, True),
    Seam("connectors.mailbox.outbox:OutboxSender", "push", "outbox", begins=True),
    Seam("connectors.wechat.delivery:Delivery", "push", "outbox", _wechat, True),
    Seam("assistant.translation.translations:Translations", "__call__", "translation"),
)


def watch_seams(tracing: Tracing) -> list[Undo]:
    """Put the spans around; what is returned takes them away."""
    return [
        replace_method(seam.holder, seam.method, functools.partial(_around, tracing, seam))
        for seam in SEAMS
    ]


def _around(tracing: Tracing, seam: Seam, original: Any) -> Any:
    if inspect.iscoroutinefunction(original):

        @functools.wraps(original)
        async def awaited(*given: Any, **named: Any) -> Any:
            with tracing.span(seam.span, seam.told(*given, **named), begins=seam.begins):
                return await original(*given, **named)

        return awaited

    @functools.wraps(original)
    def called(*given: Any, **named: Any) -> Any:
        with tracing.span(seam.span, seam.told(*given, **named), begins=seam.begins):
            return original(*given, **named)

    return called
