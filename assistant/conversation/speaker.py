"""What the bot says: the dialogue; failing that, search; failing that, a sentence."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import KnowledgeBase
from actions.message import say_answer, say_unknown
from assistant import telemetry
from assistant.storage.records import MessageRecord, State
from knowledge.decide import Outcome
from knowledge.help_numbers import help_numbers
from nlu.catalogues import sentences
from nlu.languages import answer_language

logger = logging.getLogger(__name__)

Said = list[dict[str, Any]]
DialogueState = Mapping[str, Any]
"""What the dialogue knows of a conversation, as it is stored between turns."""


@dataclass(frozen=True)
class Spoken:
    """What is said, in the form of Rasa's messages; how the question stands then, and the state of
    the dialogue after it, None where that has not changed."""

    said: Said
    state: State = "answered"
    dialogue: DialogueState | None = None
    is_about_links: bool = False


class Dialogue(Protocol):
    """The dialogue core: `assistant.dialogue.agent`."""

    async def respond(
        self,
        conversation: str,
        text: str,
        metadata: Mapping[str, Any],
        state: DialogueState | None,
    ) -> tuple[Said, DialogueState | None]:
        """What the dialogue says to a message, and its state after that; `state` is the one before,
        None at the beginning. Raises where it says nothing."""
        ...

    def forget(self, conversation: str) -> None:
        """Drop the state of a conversation whose data was erased."""
        ...


class Speaker:
    """Gives what is said to a message, in the form of Rasa's messages; always something."""

    def __init__(self, dialogue: Dialogue, knowledge: KnowledgeBase, answer_timeout: float) -> None:
        self.dialogue = dialogue
        self.knowledge = knowledge
        self.answer_timeout = answer_timeout

    async def speak(
        self, question: MessageRecord, text: str, state: DialogueState | None
    ) -> Spoken:
        """Answer a question; `text` is what the dialogue is given of it: words or a command, and
        `state` its own state."""
        try:
            with telemetry.STAGE_SECONDS.labels("dialogue").time():
                said, after = await asyncio.wait_for(
                    self.dialogue.respond(
                        question.conversation_id, text, {"language": question.language}, state
                    ),
                    self.answer_timeout,
                )
            return Spoken(said, dialogue=after)
        except Exception:
            logger.exception("The dialogue failed on message %s", question.id)
            telemetry.FAILURES.labels("dialogue").inc()
        try:
            return Spoken(await asyncio.to_thread(self._search_alone, question))
        except Exception:
            logger.exception("Search failed on message %s", question.id)
            telemetry.FAILURES.labels("search").inc()
            return Spoken([self.apology(question.language)], "failed")

    def _search_alone(self, question: MessageRecord) -> Said:
        base, language = self.knowledge, question.language
        result = base.searcher.search(question.text, language)
        said = CollectingDispatcher()
        if result.outcome is Outcome.ANSWER:
            say_answer(said, base, result.hits[0].entry, language, result.confidence)
        else:
            say_unknown(said, base, language, result.confidence)
        messages: Said = said.messages
        return messages

    def apology(self, language: str) -> dict[str, Any]:
        """What is said where nothing else can be: whom to call."""
        numbers = help_numbers(self.knowledge.library)
        text = sentences().say("error.failed", language, **numbers)
        return {"text": text, "custom": {"type": "notice", "language": answer_language(language)}}
