"""The desk's part in a turn: an agent holds the conversation, a person is asked for or waited for,
a message is left, words of an agent wait for a channel that asks for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from assistant.clock import now
from assistant.commands import BACK, CANCEL
from assistant.conversation.signals import Said, Signals, take_signals
from assistant.desk.handoffs import HandOffs
from assistant.storage.arrivals import PENDING
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.records import ConversationRecord, MessageRecord

_LEAVING: Final = frozenset({BACK, CANCEL})


class DeskTurn:
    """Asked by the path of every message. `pushes` says whether a channel can be pushed to."""

    def __init__(
        self,
        handoffs: HandOffs,
        messages: AgentMessageRepository,
        pushes: Callable[[str], bool],
        changed: Callable[[], None],
    ) -> None:
        self._handoffs = handoffs
        self._messages = messages
        self._pushes = pushes
        self.changed = changed
        """Wakes the desk: something was stored."""

    async def instead(
        self, conversation: ConversationRecord, question: MessageRecord, command: str | None
    ) -> Said | None:
        """What is said instead of the bot's answer; None where the bot answers."""
        desk, identity, language = self._handoffs, conversation.id, question.language
        if command in _LEAVING:
            return [await asyncio.to_thread(desk.leave, identity, language)]
        if conversation.state == "with_agent":
            return []
        if conversation.state == "closed":
            await asyncio.to_thread(desk.wrote, identity)
        if conversation.leaving_message and command is not None:
            await asyncio.to_thread(desk.leave_none, identity)
        return None

    async def beside(
        self,
        conversation: ConversationRecord,
        question: MessageRecord,
        command: str | None,
        said: Said,
    ) -> Said:
        """What the bot says, without its signals, and what is to be said about a hand-off.

        A message that is left for the desk gets no answer of the bot, unless it is an emergency.
        """
        said, signals = take_signals(said)
        is_left = conversation.leaving_message and command is None
        if is_left and signals.alert is None and not _is_emergency(said):
            left = self._handoffs.leave_message
            return [await asyncio.to_thread(left, conversation.id, question.language)]
        if signals == Signals() and conversation.state != "waiting":
            return said
        return said + await asyncio.to_thread(self._hand_off, conversation, question, signals)

    def owed(
        self, conversation: ConversationRecord, question: MessageRecord
    ) -> Sequence[MessageRecord]:
        """What agents wrote since the person last asked, where their channel takes no push.
        Blocks."""
        if self._pushes(conversation.channel):
            return ()
        return self._messages.hand_over(conversation.id, question.id, question.created_at)

    async def seen(self, records: Sequence[MessageRecord]) -> None:
        """The person's channel has fetched these: what waited for that is sent now."""
        waited = [one.id for one in records if one.delivery in ("waiting", PENDING)]
        if waited:
            await asyncio.to_thread(self._messages.settle, waited, "sent", now())
            self.changed()

    def _hand_off(
        self, conversation: ConversationRecord, question: MessageRecord, signals: Signals
    ) -> Said:
        desk, identity, language = self._handoffs, conversation.id, question.language
        if signals.alert is not None:
            desk.alert(identity, signals.alert)
        if signals.reason is not None:
            return [desk.request(identity, signals.reason, language)]
        waiting = desk.still_waiting(identity, language)
        return [waiting] if waiting else []


def _is_emergency(said: Said) -> bool:
    return any((one.get("custom") or {}).get("type") == "emergency" for one in said)
