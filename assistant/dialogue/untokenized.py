"""Stands where the tokenizer would while messages are answered: nobody reads the tokens then.

Training and `rasa test` need them, to lay entities over words.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import GraphComponent
from rasa.shared.nlu.training_data.message import Message


class Untokenized(GraphComponent):  # type: ignore[misc]
    """Leaves messages as they are."""

    @classmethod
    def create(cls, *_: Any, **__: Any) -> Untokenized:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """The messages."""
        return messages
