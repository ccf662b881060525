"""The dialogue core: one message through Rasa, in threads of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, Final

from rasa.core.channels.channel import UserMessage

from actions.responses import CatalogueResponses
from assistant.dialogue.in_process import InProcessActions
from assistant.dialogue.output import CollectedMessages
from assistant.dialogue.processor import TurnProcessor
from assistant.dialogue.quicker import quicken_rasa
from assistant.dialogue.trackers import State, Trackers

_THREADS: Final = 2
"""Turns that are worked on at once: Python runs in one of them at a time, a search beside it."""


class DialogueError(Exception):
    """The dialogue said nothing where it had to."""


class Dialogue:
    """Rasa's dialogue with everything around it in this process. Load it off the event loop."""

    def __init__(self, processor: TurnProcessor) -> None:
        self._processor = processor
        self._trackers = Trackers(processor.domain)
        self._threads = ThreadPoolExecutor(_THREADS, "dialogue")
        self._of_thread = threading.local()

    @classmethod
    def load(cls, model: Path) -> Dialogue:
        """Load a trained model; blocks for some seconds."""
        quicken_rasa()
        return cls(TurnProcessor(model, InProcessActions(), CatalogueResponses()))

    async def respond(
        self, conversation: str, text: str, metadata: Mapping[str, Any], state: State | None
    ) -> tuple[list[dict[str, Any]], State]:
        """What the dialogue says to a message: text, buttons and custom part of each; and its state
        after that.

        Text that begins with a slash names an intent: only give it commands that were checked.

        Raises:
            DialogueError: nothing was said.
        """
        collected = CollectedMessages()
        message = UserMessage(
            text, collected, conversation, input_channel="assistant", metadata=dict(metadata)
        )
        within = copy_context()  # the ids that log lines name, and the trace
        after = await asyncio.get_running_loop().run_in_executor(
            self._threads, within.run, self._turn, message, state
        )
        if not collected.messages:
            raise DialogueError("the dialogue did not answer")
        return collected.messages, after

    def _turn(self, message: UserMessage, state: State | None) -> State:
        tracker = self._trackers.take(message.sender_id, state)
        self._loop().run_until_complete(self._processor.turn(message, tracker))
        return self._trackers.give_back(tracker)

    def _loop(self) -> asyncio.AbstractEventLoop:
        """Rasa's turn is a coroutine: each thread has an event loop for it."""
        if not hasattr(self._of_thread, "loop"):
            self._of_thread.loop = asyncio.new_event_loop()
        loop: asyncio.AbstractEventLoop = self._of_thread.loop
        return loop

    def forget(self, conversation: str) -> None:
        """Drop the state of a conversation whose data was erased."""
        self._trackers.forget(conversation)
