"""What an agent writes to a person: typed, picked from the phrasebook, or taken from an entry."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from assistant.clock import now
from assistant.desk.outbox import Outbox
from assistant.desk.phrasebook import Phrasebook
from assistant.desk.suggestions import Suggestions
from assistant.desk.transcripts import Transcripts
from assistant.storage.arrivals import PENDING
from assistant.storage.conversations import new_id
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.desk.ownership import NoConversation, OwnershipRepository
from assistant.storage.desk.records import DeskConversation
from assistant.storage.records import MessageRecord
from connectors.errors import Conflict, NotFound, Unprocessable
from connectors.panel.desk import Draft
from connectors.panel.protocol import CurrentAgent
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES

Json = dict[str, Any]


class Translated(Protocol):
    """A text in another language, and who translated it."""

    @property
    def text(self) -> str: ...

    @property
    def provider(self) -> str: ...


class Translate(Protocol):
    """A translation service."""

    async def __call__(self, text: str, source: str, target: str) -> Translated:
        """The text in another language. Raises ConnectorError where the service fails."""
        ...


@dataclass(frozen=True)
class _Words:
    """What is sent: the text, its language, and what stands with it."""

    text: str
    language: str
    kind: str = "notice"
    entry: str | None = None
    custom: Mapping[str, Any] | None = None
    translation: Mapping[str, Any] | None = None
    chinese: str | None = None
    """What the agent picked, for those who read the conversation in Chinese."""


class AgentAnswers:
    """Sends an agent's messages, each once however often it is sent."""

    def __init__(
        self,
        ownership: OwnershipRepository,
        messages: AgentMessageRepository,
        outbox: Outbox,
        suggestions: Suggestions,
        phrases: Phrasebook,
        transcripts: Transcripts,
        changed: Callable[[], None],
        translate: Translate | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._ownership = ownership
        self._messages = messages
        self._outbox = outbox
        self._suggestions = suggestions
        self._phrases = phrases
        self._transcripts = transcripts
        self._changed = changed
        self._translate = translate
        self._clock = clock

    async def send(self, agent: CurrentAgent, case: str, draft: Draft) -> Json:
        """Send a message to the person of a conversation; see `docs/panel-api.md`.

        Raises:
            NotFound, Unprocessable: no such conversation, suggestion or phrase; nothing to say.
            Conflict: `not-held`, `moved-on` or `no-translator`.
        """
        client_id = f"{agent.id}:{draft.client_id}"
        known = await asyncio.to_thread(self._messages.by_client_id, case, client_id)
        if known is None:
            known = await self._store(agent, case, client_id, draft)
        return await asyncio.to_thread(self._transcripts.render, known)

    async def _store(
        self, agent: CurrentAgent, case: str, client_id: str, draft: Draft
    ) -> MessageRecord:
        conversation = await self._held(agent, case)
        words = await self._words(conversation, draft)
        custom = {
            **(words.custom or {}),
            "type": words.kind,
            "language": words.language,
            "agent": agent.display_name,
        }
        content: Json = {"buttons": [], "custom": custom}
        if words.translation:
            content["translation"] = words.translation
        if words.chinese:
            content["text_zh"] = words.chinese
        message = MessageRecord(
            id=new_id(),
            conversation_id=case,
            role="agent",
            text=words.text,
            language=words.language,
            created_at=self._clock(),
            state="sent",
            client_id=client_id,
            type=words.kind,
            entry=words.entry,
            content=content,
            agent_id=agent.id,
            delivery=PENDING,
        )
        if not await asyncio.to_thread(self._messages.write, message):
            raise Conflict("not-held", "You do not hold this conversation.")
        self._changed()
        stored = await self._sent(conversation, message, client_id)
        if draft.suggestion is not None:
            await self._suggestions.judge(agent, draft.suggestion, draft.used or "sent")
        return stored

    async def _sent(
        self, conversation: DeskConversation, message: MessageRecord, client_id: str
    ) -> MessageRecord:
        """Deliver the message unless another worker stored the same one first; as it stands now."""
        stored = await asyncio.to_thread(self._messages.by_client_id, conversation.id, client_id)
        if stored is not None and stored.id == message.id:
            await self._outbox.send(conversation.channel, conversation.sender, [message])
            stored = (await asyncio.to_thread(self._messages.by_ids, [message.id])).get(message.id)
        return stored or message

    async def _held(self, agent: CurrentAgent, case: str) -> DeskConversation:
        try:
            conversation = await asyncio.to_thread(self._ownership.read, case)
        except NoConversation:
            raise NotFound("no-such-conversation", "There is no such conversation.") from None
        if not conversation.ownership.may_write(agent.id):
            raise Conflict("not-held", "You do not hold this conversation.")
        return conversation

    async def _words(self, conversation: DeskConversation, draft: Draft) -> _Words:
        language = conversation.language or DEFAULT_LANGUAGE
        if draft.suggestion is not None:
            return await self._suggested(draft, language)
        if draft.phrase is not None:
            return self._picked(draft.phrase, draft.text, language)
        if not draft.text:
            raise Unprocessable("empty-message", "The message has no visible text.")
        found = identify(draft.text, prior=language).language
        spoken = found if found in LANGUAGES else language
        if not draft.translate or spoken == language:
            return _Words(draft.text, spoken)
        return await self._translated(draft.text, spoken, language)

    async def _suggested(self, draft: Draft, language: str) -> _Words:
        suggestion = await self._suggestions.current(draft.suggestion or "")
        answer = self._suggestions.compose(suggestion.entry, language)
        if answer is None:
            raise NotFound("no-such-suggestion", "There is no such suggestion.")
        custom: Json = {
            "entry": answer.entry,
            "topic": answer.topic,
            "title": answer.title,
            "citations": list(answer.citations),
            "places": list(answer.places),
        }
        text = draft.text or answer.text
        return _Words(text, answer.language, "answer", answer.entry, custom)

    def _picked(self, phrase: str, text: str, language: str) -> _Words:
        """A phrase, with its Chinese where it is sent as it stands in the phrasebook."""
        said, chinese = self._phrases.say(phrase, language), self._phrases.say(phrase, "zh")
        if said is None or chinese is None:
            raise Unprocessable("unknown-phrase", "There is no such phrase.")
        unchanged = text in ("", said[0])
        return _Words(text or said[0], said[1], chinese=chinese[0] if unchanged else None)

    async def _translated(self, text: str, source: str, target: str) -> _Words:
        """The translation, with the agent's own words beside it."""
        if self._translate is None:
            raise Conflict("no-translator", "No translation service is configured.")
        done = await self._translate(text, source, target)
        original = {"text": text, "language": source, "provider": done.provider}
        custom = {"translated_from": source, "original": text, "machine": True}
        return _Words(done.text, target, custom=custom, translation=original)
