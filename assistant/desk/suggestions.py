"""Entries suggested to an agent: in Chinese and in the person's language, side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from actions.knowledge_base import KnowledgeBase
from assistant.clock import now
from assistant.storage.conversations import new_id
from assistant.storage.desk.files import SuggestionRepository
from assistant.storage.desk.messages import AgentMessageRepository
from assistant.storage.desk.records import Suggestion
from assistant.storage.records import MessageRecord
from connectors.errors import Conflict, NotFound, Unprocessable
from connectors.panel.protocol import CurrentAgent
from knowledge.answer import Answer, compose_answer
from knowledge.search import Hit
from nlu.identify import identify
from nlu.languages import DEFAULT_LANGUAGE, LANGUAGES

Json = dict[str, Any]

MOST: Final = 5
JUDGEMENTS: Final = frozenset({"sent", "edited", "rejected"})
_USED: Final = frozenset({"sent", "edited"})


class Suggestions:
    """Searches for agents; searching and composing run off the event loop."""

    def __init__(
        self,
        knowledge: Callable[[], KnowledgeBase],
        store: SuggestionRepository,
        messages: AgentMessageRepository,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._knowledge = knowledge
        self._store = store
        self._messages = messages
        self._clock = clock

    async def for_case(self, agent: CurrentAgent, case: str, query: str | None) -> Json:
        """The best entries for the person's last message, or for `query` in its place."""
        asked = await asyncio.to_thread(self._messages.last_question, case)
        if asked is None:
            return {"for_message": None, "suggestions": []}
        found = await asyncio.to_thread(self._suggest, agent, query, asked.language, asked)
        return {"for_message": asked.id, "suggestions": found}

    async def for_caller(self, agent: CurrentAgent, query: str, caller: str | None) -> Json:
        """The best entries for what a caller asks, in any language; read in the caller's."""
        found = await asyncio.to_thread(self._suggest, agent, query, caller, None)
        return {"for_message": None, "suggestions": found}

    async def judge(self, agent: CurrentAgent, suggestion: str, judgement: str) -> None:
        """Keep what the agent made of a suggestion.

        Raises:
            NotFound, Unprocessable: no such suggestion, or no such judgement.
            Conflict: `moved-on`: the person has written since.
        """
        if judgement not in JUDGEMENTS:
            raise Unprocessable("invalid-field", "The field 'action' is not a known judgement.")
        if judgement in _USED:
            await self.current(suggestion)
        elif await asyncio.to_thread(self._store.find, suggestion) is None:
            raise NotFound("no-such-suggestion", "There is no such suggestion.")
        await asyncio.to_thread(self._store.judge, suggestion, judgement, agent.id, self._clock())

    async def current(self, suggestion: str) -> Suggestion:
        """A suggestion that may still be used; raises as `judge` does."""
        found = await asyncio.to_thread(self._store.find, suggestion)
        if found is None:
            raise NotFound("no-such-suggestion", "There is no such suggestion.")
        if found.conversation_id is not None:
            asked = await asyncio.to_thread(self._messages.last_question, found.conversation_id)
            if asked is not None and asked.id != found.message_id:
                raise Conflict("moved-on", "The person has written since; look again.")
        return found

    def compose(self, entry: str, language: str) -> Answer | None:
        """An entry as the person reads it; None where it is no more."""
        try:
            return compose_answer(self._knowledge().library, entry, language)
        except KeyError:
            return None

    def _suggest(
        self,
        agent: CurrentAgent,
        query: str | None,
        language: str | None,
        asked: MessageRecord | None,
    ) -> Sequence[Json]:
        question = query or (asked.text if asked else "")
        spoken = _language_of(question, language) if query or not language else language
        person = language or spoken
        result = self._knowledge().searcher.search(question, spoken, limit=MOST)
        shown: list[Suggestion] = []
        rendered: list[Json] = []
        for rank, hit in enumerate(result.hits):
            confidence = result.confidence if rank == 0 else min(hit.score, result.confidence)
            card = self._card(hit, person, confidence)
            if card is None:
                continue
            shown.append(
                Suggestion(
                    id=card["id"],
                    agent_id=agent.id,
                    question=question,
                    language=spoken,
                    entry=hit.entry,
                    rank=rank,
                    confidence=confidence,
                    created_at=self._clock(),
                    conversation_id=asked.conversation_id if asked else None,
                    message_id=asked.id if asked else None,
                )
            )
            rendered.append(card)
        self._store.add(shown)
        return rendered

    def _card(self, hit: Hit, language: str, confidence: float) -> Json | None:
        own, chinese = self.compose(hit.entry, language), self.compose(hit.entry, "zh")
        if own is None or chinese is None:
            return None
        return {
            "id": new_id(),
            "entry": hit.entry,
            "kind": hit.entry.partition(":")[0],
            "title": own.title,
            "title_zh": chinese.title,
            "text": own.text,
            "text_zh": chinese.text,
            "language": own.language,
            "confidence": round(confidence, 4),
            "citations": list(own.citations),
            "places": list(own.places),
        }


def _language_of(question: str, prior: str | None) -> str:
    found = identify(question, prior=prior).language
    return found if found in LANGUAGES else prior or DEFAULT_LANGUAGE
