"""Emergencies: answered whoever holds the conversation and whatever fails; the desk is alarmed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from assistant.conversation import Conversations
from assistant.conversation.link_codes import LinkCodes
from assistant.conversation.linking import Linking
from assistant.conversation.speaker import Speaker
from assistant.locks import KeyedLocks
from assistant.rates import RateLimit
from assistant.storage.conversations import ConversationRepository
from assistant.storage.database import connect
from assistant.storage.links import LinkRepository
from assistant.storage.trackers import TrackerRepository
from connectors.errors import ConnectorError
from connectors.protocol import InboundMessage
from tests.assistant.desk.application import ScriptedDialogue, knowledge
from tests.assistant.desk.conftest import RunningDesk, only_case

COLLAPSED = "my husband collapsed, he is unconscious and not breathing, please help!"


def other_path(desk: RunningDesk, engine: Engine, per_minute: int) -> Conversations:
    """The path of messages over another database, or at another rate."""
    repository, service = ConversationRepository(engine), desk.app.state.desk
    links = (LinkRepository(engine), repository, TrackerRepository(engine))
    return Conversations(
        repository,
        Speaker(ScriptedDialogue(knowledge()), knowledge(), 5.0),
        service.turn,
        RateLimit(per_minute),
        Linking(*links, LinkCodes("x" * 32), service.deliveries),
        KeyedLocks(),
    )


def test_while_a_person_is_waited_for(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    emergency, still = person.say(COLLAPSED)
    assert emergency["custom"]["type"] == "emergency"
    assert emergency["custom"]["numbers"][0]["number"] == "120"
    assert "alert" not in emergency["custom"]
    assert still["custom"]["state"] == "waiting"
    row = only_case(agent)
    assert (row["urgent"], row["emergency"]) == (True, "medical")


def test_while_an_agent_holds_the_conversation(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/take")
    assert person.say("hello?") == []
    (emergency,) = person.say(COLLAPSED)
    assert (emergency["custom"]["type"], emergency["custom"]["kind"]) == ("emergency", "medical")
    assert "120" in emergency["text"]
    seen = agent.get(f"/conversations/{case}")
    assert seen["messages"][-1]["text"] == emergency["text"]
    assert (seen["row"]["state"], seen["row"]["urgent"]) == ("with_agent", True)
    assert person.history()[-1]["text"] == emergency["text"]


def test_words_of_suicide_call_a_person(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    emergency, called = person.say("i want to kill myself")
    assert emergency["custom"]["kind"] == "self_harm"
    assert "12356" in emergency["text"]
    assert called["custom"]["state"] == "waiting"
    row = only_case(agent)
    assert (row["reason"], row["urgent"], row["emergency"]) == ("danger", True, "self_harm")


def test_a_message_left_for_the_desk_is_no_trap(desk: RunningDesk) -> None:
    person = desk.person()
    assert person.ask_for_a_person()["custom"]["leaves_message"] is True
    assert person.say(COLLAPSED)[0]["custom"]["type"] == "emergency"


def test_without_a_database_it_is_answered_all_the_same(
    desk: RunningDesk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    empty = connect(f"sqlite:///{tmp_path / 'no-tables.db'}")
    conversations = other_path(desk, empty, per_minute=60)
    message = InboundMessage("rest", "u-1", COLLAPSED)
    (emergency,) = asyncio.run(conversations.handle(message))
    assert emergency.custom["type"] == "emergency"
    assert "120" in emergency.text
    assert COLLAPSED not in caplog.text
    with pytest.raises(ConnectorError, match="12345"):
        asyncio.run(conversations.handle(InboundMessage("rest", "u-1", "hello there")))


def test_the_rate_does_not_hold_it_up(desk: RunningDesk) -> None:
    conversations = other_path(desk, desk.app.state.engine, per_minute=1)

    async def many() -> list[str]:
        answers = [
            await conversations.handle(InboundMessage("rest", "fast", COLLAPSED)) for _ in range(5)
        ]
        return [str(answer[0].custom["type"]) for answer in answers]

    assert asyncio.run(many()) == ["emergency"] * 5
