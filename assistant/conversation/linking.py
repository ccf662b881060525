"""One person on several channels: a conversation taken along by a code, with consent.

The web chat shows a code; sent on another channel, it is answered with a question; on "yes" the two
conversations are one person's. Then language and context follow, the history shows both, and what
is deleted on one is deleted on both, after asking.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from assistant.clock import now
from assistant.commands import BRING, DELETE, DELETE_LINKED, LINK, REFUSE_LINK, values_of
from assistant.conversation.link_codes import LinkCodes
from assistant.conversation.messages import outbound
from assistant.conversation.speaker import Said
from assistant.desk.deliveries import Deliveries
from assistant.storage.conversations import ConversationRepository
from assistant.storage.links import LinkRepository
from assistant.storage.records import ConversationRecord, MessageRecord
from assistant.storage.trackers import TrackerRepository
from connectors.protocol import Forgets, InboundMessage, LinkCode
from nlu.catalogues import sentences
from nlu.languages import DEFAULT_LANGUAGE, answer_language

LINK_SECONDS: Final = 600
"""How long a code is valid."""
_LOOKED_AT: Final = 40
_LONGEST_QUESTION: Final = 200
_RECALLED: Final = frozenset({"answer", "result", "clarify", "abstain"})


@dataclass(frozen=True)
class Linking:
    """Begins, answers and follows links. `keepers` are channels by their names."""

    links: LinkRepository
    conversations: ConversationRepository
    trackers: TrackerRepository
    codes: LinkCodes
    deliveries: Deliveries
    keepers: Mapping[str, Forgets] = field(default_factory=dict)

    async def begin(self, channel: str, sender: str) -> LinkCode:
        """A new code of a conversation; the one before is no longer valid."""
        record = await asyncio.to_thread(self.conversations.open, channel, sender, now())
        code, until = self.codes.new(), now() + timedelta(seconds=LINK_SECONDS)
        await asyncio.to_thread(self.links.offer, record.id, self.codes.digest(code), now(), until)
        return LinkCode(code, LINK_SECONDS)

    async def family(self, conversation: str) -> Sequence[ConversationRecord]:
        """The other conversations of the same person."""
        return await asyncio.to_thread(self.links.family, conversation)

    def as_command(self, message: InboundMessage) -> InboundMessage:
        """The message as the command it means, where its text is a code, or as it is."""
        code = None if message.payload else self.codes.read(message.text)
        return message if code is None else replace(message, payload=_with_code(BRING, code))

    async def speak(self, question: MessageRecord, command: str | None) -> Said | None:
        """The answer, where a message is about linking; else None."""
        language = question.language
        if command == DELETE and await self.family(question.conversation_id):
            both = _button("delete.both", language, DELETE_LINKED)
            return [_notice("delete.ask", language, buttons=[both])]
        if command == REFUSE_LINK:
            return [_notice("refused", language)]
        name, _, _ = (command or "").partition("{")
        if name == LINK:
            return await self._accept(question, _code_of(command))
        if name == BRING:
            return [await self._ask(question, _code_of(command))]
        return None

    async def tell_others(self, conversation: str) -> None:
        """Let the person's other channels show what is new here."""
        for other in await self.family(conversation):
            await self.deliveries.deliver(other.channel, other.sender, ())

    async def forget(self, record: ConversationRecord) -> None:
        """Let a channel delete what it keeps of a person itself."""
        if record.channel in self.keepers:
            await self.keepers[record.channel].forget(record.sender)

    async def _ask(self, question: MessageRecord, code: str) -> dict[str, Any]:
        digest = self.codes.digest(code)
        offered = await asyncio.to_thread(self.links.offered, digest, now())
        if offered is None or offered.id == question.conversation_id:
            return _notice("expired", question.language)
        language = offered.language or question.language
        buttons = [
            _button("yes", language, _with_code(LINK, code)),
            _button("no", language, REFUSE_LINK),
        ]
        return _notice("ask", language, buttons=buttons)

    async def _accept(self, question: MessageRecord, code: str) -> Said:
        here, digest = question.conversation_id, self.codes.digest(code)
        offered = await asyncio.to_thread(self.links.offered, digest, now())
        if offered is None or not await asyncio.to_thread(self.links.link, digest, here, now()):
            return [_notice("expired", question.language)]
        await asyncio.to_thread(self._take_along, offered.id, here)
        language = offered.language or question.language
        said = [_notice("done", language, changed_to=language)]
        records = await asyncio.to_thread(self.conversations.history, offered.id, None, _LOOKED_AT)
        return said + _recap(records, language)

    def _take_along(self, there: str, here: str) -> None:
        """The context of the dialogue, so that "and for my wife?" is understood here too."""
        state = self.trackers.read(there)
        if state is not None:
            self.trackers.write(here, state, now())


def _with_code(command: str, code: str) -> str:
    return f"{command}{json.dumps({'code': code})}"


def _code_of(command: str | None) -> str:
    return str(values_of(command or "").get("code", ""))


def is_repeated(record: MessageRecord) -> bool:
    """Whether a message only says again what was said in a linked conversation."""
    return bool(((record.content or {}).get("custom") or {}).get("repeated"))


def _recap(records: Sequence[MessageRecord], language: str) -> Said:
    """The last question of a conversation, and its answer as it was."""
    answers = [record for record in records if record.reply_to is not None]
    asked = {record.id: record for record in records if record.role == "user"}
    last = next((a for a in reversed(answers) if a.type in _RECALLED and a.reply_to in asked), None)
    if last is None:
        return []
    question = asked[str(last.reply_to)].text[:_LONGEST_QUESTION]
    message = outbound(last)
    custom = {**message.custom, "repeated": True}
    buttons = [{"title": b.title, "payload": b.payload} for b in message.buttons]
    return [
        _notice("last", language, repeated=True, question=question),
        {"text": message.text, "buttons": buttons, "custom": custom},
    ]


def _notice(
    key: str,
    language: str,
    *,
    buttons: Sequence[Mapping[str, str]] = (),
    changed_to: str | None = None,
    repeated: bool = False,
    **values: str,
) -> dict[str, Any]:
    custom: dict[str, Any] = {"type": "notice", "language": answer_language(language)}
    if changed_to is not None:
        custom["changed_to"] = changed_to
    if repeated:
        custom["repeated"] = True
    text = sentences("link").say(key, language or DEFAULT_LANGUAGE, **values)
    return {"text": text, "buttons": list(buttons), "custom": custom}


def _button(key: str, language: str, payload: str) -> dict[str, str]:
    return {"title": sentences("link").say(key, language), "payload": payload}
