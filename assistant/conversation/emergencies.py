"""Emergencies, before anything else: whoever may speak now, whatever else has failed.

Only the directory and the catalogues are needed; no model, no index, no database.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from actions.emergency import emergency_message, unsure_message
from assistant.conversation.language import choose_language
from assistant.conversation.signals import Said, take_signals
from assistant.storage.conversations import new_id
from assistant.storage.records import MessageRecord
from connectors.protocol import InboundMessage, OutboundMessage
from knowledge.library import Library
from nlu.emergencies import Emergency, recognise
from nlu.entities import district

logger = logging.getLogger(__name__)


class Emergencies:
    """Recognises and answers them."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def find(self, message: InboundMessage, language: str) -> Emergency | None:
        """The emergency that a person's own words report; a button reports none.

        Where recognising fails, the message is answered as any other.
        """
        if message.payload is not None:
            return None
        try:
            return recognise(message.text, language)
        except Exception:
            logger.exception("A message could not be searched for an emergency")
            return None

    def answer(
        self, found: Emergency, text: str, language: str, recent: Sequence[MessageRecord] = ()
    ) -> Said:
        """Whom to call and what to say; a hospital of the district that the person named, in this
        message or in one of the last ones."""
        own = [text, *(one.text for one in reversed(recent) if one.role == "user")]
        named = next(filter(None, map(district, own)), None)
        return [emergency_message(self._library, found.kind, language, named)]

    def unsure(self, language: str) -> Said:
        """The numbers in one line, to stand before the answer to what may be an emergency."""
        return [unsure_message(self._library, language)]

    def answer_alone(self, message: InboundMessage) -> list[OutboundMessage] | None:
        """The answer where nothing else of the service works; None where it is no emergency."""
        language = choose_language(message, None)
        found = self.find(message, language)
        if found is None:
            return None
        said, _ = take_signals(self.answer(found, message.text, language))
        return [OutboundMessage(new_id(), one["text"], (), one["custom"]) for one in said]
