"""The repositories, on SQLite and on a real PostgreSQL that the test starts itself."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import inspect
from sqlalchemy.engine import Engine

from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.database import is_alive, migrate
from assistant.storage.records import MessageRecord
from assistant.storage.tables import metadata
from assistant.storage.trackers import TrackerRepository

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


@pytest.fixture
def conversations(engine: Engine) -> ConversationRepository:
    return ConversationRepository(engine)


def message(conversation: str, at: datetime = NOON, **values: object) -> MessageRecord:
    given = {
        "id": new_id(),
        "conversation_id": conversation,
        "role": "user",
        "text": "где мне зарегистрироваться? 😀",
        "language": "ru",
        "created_at": at,
        "state": "received",
    }
    return MessageRecord(**{**given, **values})  # type: ignore[arg-type]


def test_migrations_make_the_tables_and_may_be_repeated(engine: Engine) -> None:
    migrate(engine)
    assert set(metadata.tables) <= set(inspect(engine).get_table_names())
    assert is_alive(engine)


def test_a_person_has_one_conversation_a_channel(conversations: ConversationRepository) -> None:
    first = conversations.open("web", "u-1", NOON)
    assert conversations.open("web", "u-1", NOON) == first
    assert conversations.open("wechat", "u-1", NOON).id != first.id
    assert conversations.find("web", "nobody") is None


def test_two_workers_open_one_conversation(conversations: ConversationRepository) -> None:
    found: list[str] = []
    barrier = threading.Barrier(4)

    def open_at_once() -> None:
        barrier.wait()
        found.append(conversations.open("web", "racing", NOON).id)

    threads = [threading.Thread(target=open_at_once) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_message_is_stored_with_its_answer(conversations: ConversationRepository) -> None:
    conversation = conversations.open("web", "u-1", NOON)
    question = message(conversation.id, client_id="c-1")
    assert conversations.receive(question)
    reply = message(
        conversation.id,
        role="bot",
        state="sent",
        reply_to=question.id,
        type="answer",
        entry="guide:register-address",
        confidence=0.9,
        content={"buttons": [], "custom": {"type": "answer", "языки": ["ru"]}},
        at=NOON + timedelta(seconds=1),
    )
    conversations.answer(question.id, "answered", [reply], "ru")
    asked, answered = conversations.history(conversation.id, None, 10)
    assert (asked.state, asked.text) == ("answered", question.text)
    assert answered == reply
    assert conversations.find("web", "u-1").language == "ru"  # type: ignore[union-attr]


def test_a_message_that_came_before_is_known(conversations: ConversationRepository) -> None:
    conversation = conversations.open("web", "u-1", NOON)
    question = message(conversation.id, client_id="c-1")
    assert conversations.receive(question)
    assert not conversations.receive(message(conversation.id, client_id="c-1"))
    assert conversations.by_client_id(conversation.id, "c-1").id == question.id  # type: ignore[union-attr]
    assert conversations.replies(question.id) == []


def test_history_after_a_message_and_its_limit(conversations: ConversationRepository) -> None:
    conversation = conversations.open("web", "u-1", NOON)
    sent = [message(conversation.id, text=str(n)) for n in range(5)]
    for one in sent:
        conversations.receive(one)
    texts = [m.text for m in conversations.history(conversation.id, sent[1].id, 10)]
    assert texts == ["2", "3", "4"]
    assert [m.text for m in conversations.history(conversation.id, None, 2)] == ["3", "4"]
    assert len(conversations.history(conversation.id, "unknown", 10)) == 5


def test_feedback_is_kept_for_own_answers_only(conversations: ConversationRepository) -> None:
    conversation = conversations.open("web", "u-1", NOON)
    other = conversations.open("web", "u-2", NOON)
    reply = message(conversation.id, role="bot", state="sent")
    conversations.receive(reply)
    assert conversations.rate(conversation.id, reply.id, "up", None, NOON)
    assert conversations.rate(conversation.id, reply.id, "down", "старое", NOON)
    assert not conversations.rate(other.id, reply.id, "up", None, NOON)
    assert not conversations.rate(conversation.id, "unknown", "up", None, NOON)


def test_erasing_leaves_nothing(engine: Engine, conversations: ConversationRepository) -> None:
    conversation = conversations.open("web", "u-1", NOON)
    reply = message(conversation.id, role="bot", state="sent")
    conversations.receive(reply)
    conversations.rate(conversation.id, reply.id, "up", "x", NOON)
    TrackerRepository(engine).write(conversation.id, {"events": []}, NOON)
    conversations.erase(conversation.id, conversation.id)
    with engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows = connection.execute(table.select()).mappings().all()
            if table.name == "desk_events":  # nothing but that it is gone
                assert [(row["type"], row["data"]) for row in rows] == [("removed", None)]
            else:
                assert rows == [], table.name


def test_old_conversations_are_deleted(conversations: ConversationRepository) -> None:
    conversations.open("web", "old", NOON - timedelta(days=40))
    conversations.open("web", "new", NOON)
    assert conversations.delete_older_than(NOON - timedelta(days=30)) == 1
    assert conversations.find("web", "old") is None
    assert conversations.find("web", "new") is not None


def test_a_tracker_is_replaced(engine: Engine) -> None:
    trackers = TrackerRepository(engine)
    assert trackers.read("s") is None
    trackers.write("s", {"events": [1]}, NOON)
    trackers.write("s", {"events": [2, "عربي"]}, NOON)
    assert trackers.read("s") == {"events": [2, "عربي"]}
