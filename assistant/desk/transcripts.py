"""Messages as agents read them: with the Chinese beside what the bot said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actions.knowledge_base import KnowledgeBase
from assistant.desk.team import Team
from assistant.storage.arrivals import PENDING
from assistant.storage.records import MessageRecord
from knowledge.answer import compose_answer
from knowledge.library import Library


class Transcripts:
    """Renders messages. May block for an agent's name."""

    def __init__(self, team: Team, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._team = team
        self._chinese = ChineseTexts(knowledge)

    def render(self, message: MessageRecord) -> dict[str, Any]:
        """One message, as `docs/panel-api.md` describes it."""
        content = message.content or {}
        custom = content.get("custom") or {}
        title_zh, text_zh = self._chinese.of(message.entry)
        text_zh = content.get("text_zh") or text_zh
        return {
            "id": message.id,
            "number": message.number,
            "role": message.role,
            "agent": self._team.described(message.agent_id),
            "text": message.text,
            "text_zh": None if message.language == "zh" else text_zh,
            "language": message.language,
            "at": message.created_at.isoformat(),
            "type": message.type,
            "entry": message.entry,
            "entry_title_zh": title_zh,
            "entry_title": custom.get("title"),
            "citations": custom.get("citations") or [],
            "places": custom.get("places") or [],
            "delivery": "waiting" if message.delivery == PENDING else message.delivery,
            "translation": content.get("translation"),
            "buttons": content.get("buttons") or [],
        }


class ChineseTexts:
    """The title and the text of entries in Chinese, composed once for the library in use."""

    def __init__(self, knowledge: Callable[[], KnowledgeBase]) -> None:
        self._knowledge = knowledge
        self._library: Library | None = None
        self._texts: dict[str, tuple[str | None, str | None]] = {}

    def of(self, entry: str | None) -> tuple[str | None, str | None]:
        """Title and text; nothing where there is no entry (any more)."""
        if entry is None:
            return None, None
        library = self._knowledge().library
        if library is not self._library:
            self._library, self._texts = library, {}
        if entry not in self._texts:
            try:
                answer = compose_answer(library, entry, "zh")
            except KeyError:
                return None, None
            self._texts[entry] = (answer.title, answer.text)
        return self._texts[entry]
