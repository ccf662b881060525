"""What a person may have of what is kept of them: a copy of it, and its deletion (PIPL, Arts. 45
and 47)."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from assistant.commands import DELETE, DELETE_LINKED, parse_command
from assistant.conversation.desk import DeskTurn
from assistant.conversation.linking import Linking
from assistant.conversation.speaker import Said, Speaker
from assistant.storage.arrivals import Arrival
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.records import ConversationRecord, MessageRecord
from connectors.protocol import InboundMessage, OutboundMessage
from nlu.catalogues import sentences
from nlu.languages import answer_language

_TRANSCRIPT: Final = 500
"""Messages of a conversation that a copy holds at most."""


class OwnData:
    """Call it while the conversation's turn is held."""

    def __init__(
        self,
        repository: ConversationRepository,
        speaker: Speaker,
        desk: DeskTurn,
        linking: Linking,
    ) -> None:
        self._repository = repository
        self._speaker = speaker
        self._desk = desk
        self._linking = linking

    async def transcript(self, question: MessageRecord) -> Said:
        """The conversation so far as one message: when, who, what."""
        others = [other.id for other in await self._linking.family(question.conversation_id)]
        records = await asyncio.to_thread(
            self._repository.history, question.conversation_id, None, _TRANSCRIPT, others
        )
        lines = [f"{r.created_at:%Y-%m-%d %H:%M} [{r.role}] {r.text}" for r in records[:-1]]
        text = "\n\n".join([sentences().say("export.done", question.language), *lines])
        language = answer_language(question.language)
        custom: dict[str, Any] = {"type": "notice", "language": language}
        return [{"text": text, "custom": custom}]

    async def is_deletion(self, message: InboundMessage, arrival: Arrival) -> bool:
        """Whether to delete now; where another channel is linked, that is asked about first."""
        command = parse_command(message.payload or message.text)
        if command == DELETE and arrival.is_linked:
            return not await self._linking.family(arrival.conversation.id)
        return command in (DELETE, DELETE_LINKED)

    async def erase(self, conversation: ConversationRecord, linked: bool) -> None:
        """Delete everything of the conversation, and of those that are linked with it."""
        others = await self._linking.family(conversation.id) if linked else ()
        for record in (conversation, *others):
            await asyncio.to_thread(self._repository.erase, record.id, record.id)
            self._speaker.dialogue.forget(record.id)
        for record in others:
            await self._linking.forget(record)
        self._desk.changed()

    async def delete(self, conversation: ConversationRecord, language: str) -> OutboundMessage:
        """Delete everything, and say so; those words are not kept either."""
        await self.erase(conversation, linked=True)
        custom = {"type": "notice", "language": answer_language(language), "deleted": True}
        return OutboundMessage(new_id(), sentences().say("delete.done", language), (), custom)
