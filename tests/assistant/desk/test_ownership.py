"""Exactly one of bot and agent may speak: in any order of events, with retries, several workers and
crashes between storing and sending."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.engine import Engine

from assistant.ownership import (
    Ask,
    Close,
    Event,
    GiveBack,
    HeldByAnother,
    Interpret,
    Leave,
    NotHeld,
    Ownership,
    Take,
    Transfer,
    WantInterpreter,
    Write,
    after,
)
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.database import connect, migrate
from assistant.storage.desk.events import EventRepository
from assistant.storage.desk.messages import PENDING, AgentMessageRepository
from assistant.storage.desk.ownership import OwnershipRepository, StaleVersion
from assistant.storage.desk.records import DeskEvent
from assistant.storage.records import MessageRecord

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=timezone.utc)
AGENTS = ("a", "b", "c")

agents = st.sampled_from(AGENTS)
events: st.SearchStrategy[Event] = st.one_of(
    st.just(Ask()),
    st.just(Leave()),
    st.just(Write()),
    agents.map(Take),
    st.builds(GiveBack, agents, st.booleans()),
    st.builds(Close, agents, st.booleans()),
    st.builds(Transfer, agents, st.none() | agents, st.booleans()),
    st.builds(WantInterpreter, agents, st.none() | st.just("ko")),
    agents.map(Interpret),
)


def tried(now: Ownership, event: Event) -> Ownership:
    try:
        return after(now, event)
    except (HeldByAnother, NotHeld):
        return now


@given(st.lists(events, max_size=30))
def test_one_may_speak_whatever_happens(happened: list[Event]) -> None:
    now = Ownership()
    for event in happened:
        new = tried(now, event)
        writers = [agent for agent in AGENTS if new.may_write(agent)]
        assert new.bot_speaks == (new.agent is None)
        assert not (new.bot_speaks and writers)
        assert new.bot_speaks or new.agent in writers
        assert new.interpreter is None or new.interpreter != new.agent
        if now.state == "with_agent" and new.state == "with_agent" and now.agent != new.agent:
            assert isinstance(event, Transfer)  # nobody else's conversation is taken away
        now = new


@given(st.lists(events, max_size=12), events)
def test_what_is_repeated_changes_nothing_more(happened: list[Event], event: Event) -> None:
    now = Ownership()
    for one in happened:
        now = tried(now, one)
    if isinstance(event, Take | Leave | Ask | Write | WantInterpreter):
        once = tried(now, event)
        assert tried(once, event) == once


def test_the_way_there_and_back() -> None:
    waiting = after(Ownership(), Ask())
    held = after(waiting, Take("a"))
    assert [waiting.state, held.state] == ["waiting", "with_agent"]
    assert after(held, GiveBack("a")) == Ownership("bot")
    closed = after(held, Close("a"))
    assert after(closed, Write()) == Ownership("bot")
    assert after(waiting, Leave()) == Ownership("bot")
    with pytest.raises(HeldByAnother):
        after(held, Take("b"))
    with pytest.raises(HeldByAnother):
        after(held, Close("b"))
    assert after(held, Close("b", supervising=True)).state == "closed"
    with pytest.raises(NotHeld):
        after(waiting, GiveBack("a"))


class Workers(RuleBasedStateMachine):
    """Two workers over one database: each reads, is interrupted, and acts on what it read."""

    url = ""

    def __init__(self) -> None:
        super().__init__()
        self.engines = [connect(self.url) for _ in range(2)]
        self.stores = [OwnershipRepository(lambda e=e: e) for e in self.engines]  # type: ignore[misc]
        self.messages = [AgentMessageRepository(lambda e=e: e) for e in self.engines]  # type: ignore[misc]
        self.conversations = [ConversationRepository(engine) for engine in self.engines]
        self.model = Ownership()
        self.version = 0
        self.moment = NOON
        self.said: list[tuple[str, str | None]] = []
        self.delivered: list[str] = []

    @initialize()
    def begin(self) -> None:
        self.case = self.conversations[0].open("webchat", new_id(), NOON).id

    def at(self) -> datetime:
        self.moment += timedelta(seconds=1)
        return self.moment

    @rule(worker=st.integers(0, 1), event=events)
    def act(self, worker: int, event: Event) -> None:
        before, expected = self.model, tried(self.model, event)
        try:
            change = self.stores[worker].change(self.case, event, self.at())
        except (HeldByAnother, NotHeld):
            assert expected == before
            return
        assert change.after.ownership == expected
        assert change.happened == (expected != before)
        self.model = expected
        self.version += change.happened

    @rule(worker=st.integers(0, 1), first=events, second=events)
    def act_on_an_old_version(self, worker: int, first: Event, second: Event) -> None:
        known = self.stores[worker].read(self.case).version
        self.act(1 - worker, first)
        if self.version == known:
            return
        with pytest.raises(StaleVersion):
            self.stores[worker].change(self.case, second, self.at(), expected=known)

    @rule(worker=st.integers(0, 1), crashes=st.booleans(), by=agents)
    def agent_writes(self, worker: int, crashes: bool, by: str) -> None:
        message = self.message("agent", by)
        stored = self.messages[worker].write(message)
        assert stored == self.model.may_write(by)
        if stored:
            self.said.append(("agent", by))
            if not crashes:  # else it stays pending, and another worker sends it later
                self.delivered.append(message.id)
                self.messages[worker].settle([message.id], "sent", self.at())

    @rule(worker=st.integers(0, 1), client=st.sampled_from(["x", "y"]), by=agents)
    def agent_retries(self, worker: int, client: str, by: str) -> None:
        known = self.messages[worker].by_client_id(self.case, client)
        stored = self.messages[worker].write(self.message("agent", by, client))
        if known is None and stored:
            found = self.messages[worker].by_client_id(self.case, client)
            assert found is not None
            self.said.append(("agent", by))
            self.delivered.append(found.id)
            self.messages[worker].settle([found.id], "sent", self.at())

    @rule(worker=st.integers(0, 1), meanwhile=events)
    def bot_answers(self, worker: int, meanwhile: Event) -> None:
        question = self.message("user", None)
        assert self.conversations[worker].receive(question)
        self.act(1 - worker, meanwhile)  # while the bot thinks
        answer = self.message("bot", None)
        spoke = self.conversations[worker].answer(question.id, "answered", [answer], "en")
        assert spoke == self.model.bot_speaks
        if spoke:
            self.said.append(("bot", None))

    @rule(worker=st.integers(0, 1))
    def pending_messages_are_sent(self, worker: int) -> None:
        at = self.at()
        for message in self.messages[worker].claim_pending(at, at, 100):
            if message.conversation_id == self.case:
                self.delivered.append(message.id)
            self.messages[worker].settle([message.id], "sent", self.at())

    @invariant()
    def the_store_agrees(self) -> None:
        if hasattr(self, "case"):
            found = self.stores[0].read(self.case)
            assert (found.ownership, found.version) == (self.model, self.version)

    def teardown(self) -> None:
        if hasattr(self, "case"):
            self.pending_messages_are_sent(0)
            spoken = self.messages[0].transcript(self.case, 1000)
            order = [(m.role, m.agent_id) for m in spoken if m.role in ("bot", "agent")]
            assert order == self.said
            sent = [m.id for m in spoken if m.role == "agent"]
            assert sorted(self.delivered) == sorted(sent)  # each once, none lost
        for engine in self.engines:
            engine.dispose()

    def message(self, role: str, by: str | None, client: str | None = None) -> MessageRecord:
        return MessageRecord(
            id=new_id(),
            conversation_id=self.case,
            role=role,  # type: ignore[arg-type]
            text="…",
            language="en",
            created_at=self.at(),
            state="received" if role == "user" else "sent",
            client_id=client,
            agent_id=by,
            delivery=PENDING if role == "agent" else None,
        )


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql"))
    folder = request.getfixturevalue("tmp_path_factory").mktemp("ownership")
    return f"sqlite:///{folder / 'x.db'}"


def test_two_workers_and_crashes(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    engine.dispose()
    checks = settings(
        max_examples=20,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    machine = type("OnThis", (Workers,), {"url": url})
    run_state_machine_as_test(machine, settings=checks)


def test_events_are_seen_in_the_order_of_their_numbers(engine: Engine) -> None:
    """Whoever reads up to a number misses nothing that gets a smaller one later."""
    events = EventRepository(lambda: engine)
    begun, read = threading.Barrier(5), []

    def append() -> None:
        begun.wait()
        for _ in range(20):
            events.append([DeskEvent("row", "c"), DeskEvent("row", "d")], NOON)

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    position = events.last()
    begun.wait()
    while (len(read) < 160 and any(t.is_alive() for t in threads)) or events.after(position, 1):
        found = events.after(position, 50)
        read += [event.number for event in found]
        position = read[-1] if read else position
    for thread in threads:
        thread.join()
    assert len(read) == len(set(read)) == 160
    assert read == sorted(read)


def test_numbers_go_on_after_old_events_are_deleted(engine: Engine) -> None:
    events = EventRepository(lambda: engine)
    events.append([DeskEvent("row", "c")] * 3, NOON)
    last = events.last()
    events.delete_older_than(NOON + timedelta(days=2))
    events.append([DeskEvent("row", "d")], NOON)
    assert events.last() == last + 1
    assert not events.reaches(last - 2)
    assert events.reaches(last)
