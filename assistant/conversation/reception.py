"""Taking a message in: what it means before the dialogue, and storing it before it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.clock import now
from assistant.commands import parse_command
from assistant.conversation.choices import LOOKED_AT, as_choice
from assistant.conversation.desk import DeskTurn
from assistant.conversation.emergencies import Emergencies
from assistant.conversation.language import choose_language
from assistant.conversation.linking import Linking
from assistant.conversation.messages import question_of
from assistant.storage.arrivals import Arrival
from assistant.storage.conversations import ConversationRepository
from assistant.storage.records import ConversationRecord, MessageRecord
from connectors.protocol import InboundMessage
from nlu.emergencies import Emergency
from nlu.redaction import without_personal_data


@dataclass(frozen=True)
class Incoming:
    """A message that has come in: what was known before, what it means (a choice made in words is
    the choice), how it is stored, and the emergency that it may report."""

    arrival: Arrival
    message: InboundMessage
    question: MessageRecord
    found: Emergency | None

    @property
    def of(self) -> ConversationRecord:
        """Its conversation."""
        return self.arrival.conversation

    @property
    def is_certain_emergency(self) -> bool:
        """Whether the numbers are the whole answer."""
        return self.found is not None and self.found.certain


class Reception:
    """Both of its steps block: on the database, and on reading the words."""

    def __init__(
        self,
        repository: ConversationRepository,
        desk: DeskTurn,
        linking: Linking,
        emergencies: Emergencies,
        redacts: bool,
    ) -> None:
        self._repository = repository
        self._desk = desk
        self._linking = linking
        self._emergencies = emergencies
        self._redacts = redacts

    def read(self, message: InboundMessage) -> Incoming:
        """Read what is known, and understand what does not need the dialogue."""
        arrival = self._repository.arrive(
            message.channel, message.sender, message.message_id, now(), LOOKED_AT
        )
        message = self._as_kept(self._linking.as_command(as_choice(message, arrival.recent)))
        language = choose_language(message, arrival.conversation.language)
        found = self._emergencies.find(message, language)
        # Known, but not answered: whoever worked on it died, for the turn is ours.
        question = arrival.known or question_of(message, arrival.conversation.id, language)
        return Incoming(arrival, message, question, found)

    def store(self, come: Incoming) -> tuple[MessageRecord, Sequence[MessageRecord]]:
        """Store the question, before it is worked on; gives it, and what agents wrote before it
        that waits for the person."""
        question = come.question
        if come.arrival.known is None and not self._repository.receive(question):
            # Two workers have it, which only happens while they cannot see each other's turns.
            question = self._known(question) or question
        if come.is_certain_emergency or not come.arrival.is_owed:
            return question, ()
        return question, self._desk.owed(come.of, question)

    def _as_kept(self, message: InboundMessage) -> InboundMessage:
        """The message as everything after this sees it: where that is the policy, without personal
        data."""
        if not self._redacts or parse_command(message.payload or message.text) is not None:
            return message
        return replace(message, text=without_personal_data(message.text))

    def _known(self, question: MessageRecord) -> MessageRecord | None:
        """This very message, where it came before."""
        if question.client_id is None:
            return None
        return self._repository.by_client_id(question.conversation_id, question.client_id)
