"""The desk put together: everything behind the panel and the hand-offs of the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from actions.knowledge_base import KnowledgeBase
from assistant.bus import DESK, Bus
from assistant.conversation.desk import DeskTurn
from assistant.desk.answers import AgentAnswers, Translate
from assistant.desk.call_log import DeskCalls
from assistant.desk.cases import Cases
from assistant.desk.deliveries import Deliveries
from assistant.desk.feed import Feed
from assistant.desk.frames import Frames
from assistant.desk.handoffs import HandOffs
from assistant.desk.insight import Insight
from assistant.desk.office import Office
from assistant.desk.outbox import Outbox
from assistant.desk.phrasebook import Phrasebook
from assistant.desk.reading import DeskReading
from assistant.desk.reports import DeskReports
from assistant.desk.rows import Rows
from assistant.desk.stores import DeskStores
from assistant.desk.suggestions import Suggestions
from assistant.desk.team import Team
from assistant.desk.transcripts import Transcripts
from assistant.desk.words import HandOffWords
from assistant.settings import Settings
from assistant.storage.database import Engines
from assistant.storage.links import LinkRepository
from assistant.storage.records import ConversationRecord
from assistant.storage.trackers import TrackerRepository
from connectors.panel.desk import Desk
from connectors.panel.protocol import Agents
from knowledge.help_numbers import help_numbers
from knowledge.working_days import WorkingDays


@dataclass(frozen=True)
class DeskService:
    """The desk: what the panel's routes ask, what a turn of a conversation asks, what runs."""

    panel: Desk
    turn: DeskTurn
    deliveries: Deliveries
    team: Team
    feed: Feed
    outbox: Outbox


def build_desk(
    engine: Engines,
    knowledge: Callable[[], KnowledgeBase],
    agents: Agents,
    bus: Bus,
    settings: Settings,
    phrases: Phrasebook,
    translate: Translate | None = None,
) -> DeskService:
    """Make the desk. Nothing is read before it is asked for."""

    def changed() -> None:
        bus.publish(DESK)

    def dialogue_state(case: str) -> Mapping[str, Any] | None:
        return TrackerRepository(engine()).read(case)

    def family(case: str) -> Sequence[ConversationRecord]:
        return LinkRepository(engine()).family(case)

    def numbers() -> Mapping[str, str]:
        return help_numbers(knowledge().library)

    stores = DeskStores.over(engine)
    deliveries = Deliveries()
    team = Team(agents, stores.presence, stores.queue)
    rows = Rows(team)
    words = HandOffWords(numbers, settings.office_hours)
    transcripts = Transcripts(team, knowledge)
    outbox = Outbox(stores.messages, stores.queue, deliveries, changed)
    cases = Cases(stores.ownership, stores.notes, outbox, team, rows, words, changed)
    suggestions = Suggestions(knowledge, stores.suggestions, stores.messages)
    limits = (
        timedelta(seconds=settings.queue_amber_seconds),
        timedelta(seconds=settings.queue_red_seconds),
    )
    reading = DeskReading(
        stores, dialogue_state, family, team, rows, transcripts, cases, deliveries, limits, changed
    )
    answers = AgentAnswers(
        stores.ownership,
        stores.messages,
        outbox,
        suggestions,
        phrases,
        transcripts,
        changed,
        translate,
    )
    frames = Frames(stores.queue, stores.messages, stores.notes, team, rows, transcripts, cases)
    feed = Feed(stores.events, stores.queue, stores.presence, frames, rows, team, bus, deliveries)
    calendar = WorkingDays(settings.extra_days_off, settings.extra_days_worked)
    office = Office(
        settings.office_hours,
        calendar,
        settings.callback_working_days,
        settings.complaint_working_days,
    )
    handoffs = HandOffs(stores.ownership, stores.queue, team, office, words)
    reports = DeskReports(Insight(stores.insight), knowledge, phrases)
    calls = DeskCalls(stores.calls, team)
    return DeskService(
        panel=Desk(reading, cases, answers, suggestions, calls, reports, feed),
        turn=DeskTurn(handoffs, stores.messages, deliveries.pushes, changed),
        deliveries=deliveries,
        team=team,
        feed=feed,
        outbox=outbox,
    )
