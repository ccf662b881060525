"""The dialogue core: one message through Rasa's agent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from actions.responses import CatalogueResponses
from assistant.dialogue.in_process import InProcessActions, trust_own_results
from assistant.dialogue.locks import HeldByTheConversation
from assistant.dialogue.output import CollectedMessages
from assistant.dialogue.trackers import TrimmedTrackerStore
from assistant.storage.conversations import TrackerRepository


class DialogueError(Exception):
    """The dialogue said nothing where it had to."""


class Dialogue:
    """Rasa's agent with everything around it in this process. Load it off the event loop."""

    def __init__(self, agent: Agent, trackers: TrimmedTrackerStore) -> None:
        self._agent = agent
        self._trackers = trackers

    @classmethod
    def load(cls, model: Path, repository: TrackerRepository, *, alone: bool = True) -> Dialogue:
        """Load a trained model; blocks for some seconds."""
        trust_own_results()
        trackers = TrimmedTrackerStore(None, repository, alone=alone)
        agent = Agent.load(
            model,
            generator=CatalogueResponses(),
            tracker_store=trackers,
            lock_store=HeldByTheConversation(),
            action_endpoint=InProcessActions(),
        )
        return cls(agent, trackers)

    async def respond(
        self, conversation: str, text: str, metadata: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """What the dialogue says to a message: text, buttons and custom part of each.

        Text that begins with a slash names an intent: only give it commands that were checked.

        Raises:
            DialogueError: nothing was said.
        """
        collected = CollectedMessages()
        await self._agent.handle_message(
            UserMessage(
                text,
                collected,
                conversation,
                input_channel="assistant",
                metadata=dict(metadata),
            )
        )
        if not collected.messages:
            raise DialogueError("the dialogue did not answer")
        return collected.messages

    async def close(self) -> None:
        """Nothing is held open."""

    def forget(self, conversation: str) -> None:
        """Drop the state of a conversation whose data was erased."""
        self._trackers.forget(conversation)
