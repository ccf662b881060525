"""Transactions through the driver do what SQLAlchemy's do, on both kinds of database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, ProgrammingError, SQLAlchemyError

from assistant.storage.conversations import new_id
from assistant.storage.direct import transaction
from assistant.storage.tables.conversation import conversations, messages, trackers

NOON = datetime(2026, 3, 1, 12, 0, 0, 250, timezone.utc)
_BEGIN = insert(conversations)
_STORE = insert(messages)
_KEEP = insert(trackers)
_ALL_MESSAGES = select(messages).order_by(messages.c.number)
_CONVERSATION = select(conversations).where(conversations.c.id == bindparam("wanted"))
_STATE = select(trackers.c.state).where(trackers.c.sender == bindparam("wanted"))
_CLOSE = (
    update(conversations)
    .where(conversations.c.id == bindparam("wanted"), conversations.c.state == "bot")
    .values(state="closed", leaving_message=True)
)
_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**50), 2**50)
    | st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abé字", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


def begun(engine: Engine) -> str:
    own = {"id": new_id(), "channel": "web", "created_at": NOON, "last_at": NOON}
    with transaction(engine) as direct:
        direct.execute(_BEGIN, {**own, "sender": own["id"]})
    return str(own["id"])


def row(conversation: str, **values: object) -> dict[str, Any]:
    common = {"id": new_id(), "conversation_id": conversation, "role": "bot", "text": "是的 😀"}
    times = {"created_at": NOON, "delivery_tried_at": None}
    rest = {"language": "zh", "state": "sent", "confidence": 0.25, "content": {"a": [None, "é"]}}
    return {**common, **times, **rest, **values}


def close_and(engine: Engine, conversation: str, statement: Any, values: dict[str, Any]) -> None:
    """Close a conversation, and carry the statement out in the same transaction."""
    with transaction(engine) as direct:
        direct.execute(_CLOSE, {"wanted": conversation})
        direct.execute(statement, values)


def test_rows_are_as_sqlalchemy_reads_and_writes_them(engine: Engine) -> None:
    own = begun(engine)
    with transaction(engine) as direct:
        direct.execute(_STORE, [row(own), row(own, content=None, created_at=NOON + timedelta(1))])
    with engine.begin() as connection:
        connection.execute(_STORE, row(own, delivery_tried_at=NOON, confidence=None))
        expected = [dict(one) for one in connection.execute(_ALL_MESSAGES).mappings()]
        person = dict(connection.execute(_CONVERSATION, {"wanted": own}).mappings().one())
    with transaction(engine) as direct:
        assert direct.rows(_ALL_MESSAGES, {}) == expected
        assert direct.rows(_CONVERSATION, {"wanted": own}) == [person]
        assert direct.rows(_CONVERSATION, {"wanted": "nobody"}) == []
    assert [one["content"] for one in expected] == [{"a": [None, "é"]}, None, {"a": [None, "é"]}]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(_json)
def test_documents_come_back_as_they_were(engine: Engine, state: object) -> None:
    own = new_id()
    with transaction(engine) as direct:
        direct.execute(_KEEP, {"sender": own, "state": state, "updated_at": NOON})
        assert direct.rows(_STATE, {"wanted": own}) == [{"state": state}]


def test_it_is_told_how_many_rows_have_changed(engine: Engine) -> None:
    own = begun(engine)
    with transaction(engine) as direct:
        assert direct.execute(_CLOSE, {"wanted": own}).rowcount == 1
        assert direct.execute(_CLOSE, {"wanted": own}).rowcount == 0
        (found,) = direct.rows(_CONVERSATION, {"wanted": own})
    assert (found["state"], found["leaving_message"]) == ("closed", True)


def test_what_fails_leaves_nothing_behind(engine: Engine) -> None:
    own = begun(engine)
    known = row(own, client_id="m-1", text="E12345678")
    with transaction(engine) as direct:
        direct.execute(_STORE, known)
    with pytest.raises(IntegrityError) as failed:
        close_and(engine, own, _STORE, {**known, "id": new_id()})
    assert "E12345678" not in str(failed.value)
    with pytest.raises(KeyError):
        close_and(engine, own, _CONVERSATION, {"other": own})
    with transaction(engine) as direct:
        (found,) = direct.rows(_CONVERSATION, {"wanted": own})
    assert found["state"] == "bot"
    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_a_statement_that_the_database_refuses_is_sqlalchemys_error(engine: Engine) -> None:
    with pytest.raises(SQLAlchemyError) as failed, transaction(engine) as direct:
        direct.carry_out("SELECT 1 FROM nowhere", ())
    assert type(failed.value.__cause__).__name__ in {"OperationalError", "UndefinedTable"}
    assert engine.dialect.name == "sqlite" or isinstance(failed.value, ProgrammingError)
