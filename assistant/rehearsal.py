"""Before the first person: some messages are taken and thrown away.

Tables are read and patterns compiled where they are first needed. What people ask most needs nearly
all of them, and so nobody waits for that.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterator
from typing import Final

from actions.forms.definition import all_forms
from assistant.conversation.choices import as_choice
from assistant.conversation.emergencies import Emergencies
from assistant.conversation.language import choose_language
from assistant.conversation.messages import question_of, reply_to
from assistant.conversation.speaker import Dialogue, DialogueState
from assistant.storage.records import MessageRecord
from connectors.protocol import InboundMessage
from knowledge.library import Library

logger = logging.getLogger(__name__)

_NAME: Final = "rehearsal"
_QUESTIONS: Final = 24
_PLACES: Final = ("/find_hospital", "/find_office")


def rehearse(dialogue: Dialogue, emergencies: Emergencies, library: Library) -> None:
    """Take some messages, with all that is done before and in the dialogue. Blocks; what goes wrong
    is logged, and goes wrong again where a person sees it."""
    try:
        asyncio.run(_rehearse(dialogue, emergencies, library))
    except Exception:
        logger.exception("The rehearsal broke off")
    dialogue.forget(_NAME)


async def _rehearse(dialogue: Dialogue, emergencies: Emergencies, library: Library) -> None:
    questions = [InboundMessage(_NAME, _NAME, text) for text in _questions(library)]
    commands = [*_PLACES, *(f"/{form.name}" for form in all_forms())]
    pressed = [InboundMessage(_NAME, _NAME, one, payload=one) for one in commands]
    # A question inside a form, too: the form looks for its own answers in it.
    asked = itertools.chain.from_iterable(zip(pressed, questions, strict=False))
    messages = [*questions[len(pressed) :], *asked]
    state: DialogueState | None = None
    recent: list[MessageRecord] = []
    for message in messages:
        message = as_choice(message, recent)
        language = choose_language(message, None)
        emergencies.find(message, language)
        said, state = await dialogue.respond(
            _NAME, message.payload or message.text, {"language": language}, state
        )
        question = question_of(message, _NAME, language)
        recent = [reply_to(question, one) for one in said]


def _questions(library: Library) -> Iterator[str]:
    """How people ask for guides, each in the next language."""
    asked = [guide.phrasings for guide in library.guides.values()]
    languages = sorted({language for phrasings in asked for language in phrasings})
    pairs = zip(asked, itertools.cycle(languages), strict=False)
    found = (phrasings[language][0] for phrasings, language in pairs if language in phrasings)
    return itertools.islice(found, _QUESTIONS)
