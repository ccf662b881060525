"""Insight and content over the seam to the panel, off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

from actions.knowledge_base import KnowledgeBase
from assistant.clock import HANGZHOU, now
from assistant.desk import content
from assistant.desk.insight import Insight
from assistant.desk.phrasebook import Phrasebook
from connectors.errors import NotFound, Unprocessable
from connectors.panel.protocol import CurrentAgent
from nlu.identify import identify
from nlu.languages import FULL_LANGUAGES, answer_language

Json = dict[str, Any]


class DeskReports:
    """Implements `connectors.panel.desk.Reports`."""

    def __init__(
        self, insight: Insight, knowledge: Callable[[], KnowledgeBase], phrases: Phrasebook
    ) -> None:
        self._insight = insight
        self._knowledge = knowledge
        self._phrases = phrases

    async def insight(self, first: date | None, last: date | None) -> Json:
        """All figures; see the protocol."""
        try:
            return await asyncio.to_thread(self._insight.report, first, last)
        except ValueError as error:
            raise Unprocessable("invalid-days", f"Not a span of days: {error}.") from None

    async def table(
        self, _: CurrentAgent, /, name: str, first: date | None, last: date | None
    ) -> str:
        """One table as CSV; see the protocol."""
        try:
            return await asyncio.to_thread(self._insight.table, name, first, last)
        except KeyError:
            raise NotFound("no-such-table", "There is no such table.") from None
        except ValueError as error:
            raise Unprocessable("invalid-days", f"Not a span of days: {error}.") from None

    async def draft(self, question: str, language: str | None) -> Json:
        """A guide's draft; see the protocol."""
        found = language or (await asyncio.to_thread(identify, question)).language
        known = found if found in FULL_LANGUAGES else answer_language(found)
        return content.guide_draft(question, known)

    async def content(self, stale_only: bool) -> list[Json]:
        """Every entry with its facts' ages; see the protocol."""
        library = self._knowledge().library
        return await asyncio.to_thread(content.entries, library, _today(), stale_only)

    async def entry(self, entry: str, language: str) -> Json:
        """An entry as people read it; see the protocol."""
        library = self._knowledge().library
        try:
            return await asyncio.to_thread(content.preview, library, entry, language, _today())
        except KeyError:
            raise NotFound("no-such-entry", "There is no such entry.") from None

    def phrases(self) -> list[Json]:
        """The phrasebook; see the protocol."""
        return self._phrases.groups()


def _today() -> date:
    return now().astimezone(HANGZHOU).date()
