"""What is kept, on SQLite and on a real PostgreSQL; several workers at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.engine import Engine

from assistant.storage.database import connect, migrate
from assistant.storage.tables import metadata
from assistant.storage.wechat import WeChatRepository
from connectors.protocol import Button
from connectors.wechat.storage import Grant

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
SOON, LATER = NOON + timedelta(seconds=15), NOON + timedelta(hours=48)
PERSON = "a" * 64


@pytest.fixture
def repository(engine: Engine) -> WeChatRepository:
    return WeChatRepository(lambda: engine)


def at_once(call: Callable[[], Any], times: int = 8) -> list[Any]:
    with ThreadPoolExecutor(times) as threads:
        return [future.result() for future in [threads.submit(call) for _ in range(times)]]


def note(repository: WeChatRepository, grant: Grant | None = None) -> None:
    repository.note_action(PERSON, "o1", grant or Grant("message", 5, LATER), NOON)


def test_the_migration_makes_the_tables_as_they_are_described(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'y.db'}")
    migrate(engine)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert [one for one in differences if "wechat" in str(one)] == []


def test_a_key_is_given_once(repository: WeChatRepository) -> None:
    claims = at_once(lambda: repository.claim("k", "mine", NOON, LATER))
    assert [claim.ours for claim in claims].count(True) == 1
    repository.settle("k", "answer")
    assert repository.claim("k", "again", NOON, LATER).value == "answer"
    claims = at_once(lambda: repository.claim("k", "again", LATER, LATER + timedelta(hours=1)))
    assert [claim.ours for claim in claims].count(True) == 1


def test_pushes_are_spent_from_the_grant_that_ends_first(repository: WeChatRepository) -> None:
    note(repository)
    note(repository, Grant("click", 3, NOON + timedelta(minutes=1)))
    person = repository.find_person(PERSON)
    assert person is not None
    assert person.pushes_left(NOON) == 8
    assert person.pushes_left(NOON + timedelta(minutes=2)) == 5
    assert person.pushes_left(LATER) == 0
    assert repository.spend_push(PERSON, NOON) == "click"
    repository.return_push(PERSON, "click")
    assert repository.find_person(PERSON) == person
    assert repository.spend_push(PERSON, NOON) == "click"
    person = repository.find_person(PERSON)
    assert person is not None
    assert (person.click_pushes, person.message_pushes) == (2, 5)
    spent = at_once(lambda: repository.spend_push(PERSON, NOON), 12)
    assert (spent.count("click"), spent.count("message"), spent.count(None)) == (2, 5, 5)
    repository.note_action(PERSON, "o1", Grant("message", 5, LATER), NOON)
    repository.close_window(PERSON)
    assert not repository.spend_push(PERSON, NOON)
    assert not repository.spend_push("nobody", NOON)


def test_language_and_choices_are_remembered(repository: WeChatRepository) -> None:
    note(repository)
    choices = (Button("哪里？", "/where"), Button("b", ""))
    repository.remember(PERSON, "zh", choices)
    note(repository)
    person = repository.find_person(PERSON)
    assert person is not None
    assert (person.language, person.choices, person.openid) == ("zh", choices, "o1")


def test_rows_are_taken_in_order_and_by_one(repository: WeChatRepository) -> None:
    repository.add(PERSON, ["one", "two"], "en", NOON, SOON)
    assert repository.due(NOON, 9) == []
    assert repository.due(SOON, 9) == [PERSON]
    taken = [row for row in at_once(lambda: repository.take(PERSON, NOON, LATER)) if row]
    assert [row.text for row in taken] == ["one"]
    assert repository.settle_row(taken[0].number, "sent", NOON)
    assert not repository.settle_row(taken[0].number, "waiting", NOON)
    second = repository.take(PERSON, NOON, LATER)
    assert second is not None
    assert (second.text, second.attempts) == ("two", 1)
    assert repository.take(PERSON, LATER, LATER + timedelta(hours=1)).attempts == 2  # type: ignore[union-attr]


def test_a_failed_row_waits_for_its_time(repository: WeChatRepository) -> None:
    repository.add(PERSON, ["one", "two"], "en", NOON, SOON)
    row = repository.take(PERSON, NOON, LATER)
    assert row is not None
    repository.settle_row(row.number, "waiting", NOON, SOON, "shorter")
    assert repository.take(PERSON, NOON, LATER) is None
    again = repository.take(PERSON, SOON, LATER)
    assert again is not None
    assert again.text == "shorter"


def test_holding_releasing_and_giving(repository: WeChatRepository) -> None:
    repository.add(PERSON, ["one", "two"], "en", NOON, SOON)
    repository.hold(PERSON)
    assert repository.take(PERSON, LATER, LATER) is None
    assert repository.due(LATER, 9) == []
    assert repository.release(PERSON) == 2
    numbers = [row.number for row in repository.owed(PERSON)]
    given = at_once(lambda: repository.give(PERSON, numbers, NOON))
    assert sorted(number for some in given for number in some) == numbers
    assert not repository.owed(PERSON)


def test_a_token_is_replaced(repository: WeChatRepository) -> None:
    assert repository.read_token("wx1") is None
    at_once(lambda: repository.write_token("wx1", "t" * 512, SOON))
    repository.write_token("wx1", "u", LATER)
    assert repository.read_token("wx1") == ("u", LATER)


def test_erasing_and_cleaning(repository: WeChatRepository) -> None:
    at_once(lambda: note(repository))
    repository.add(PERSON, ["one"], "en", NOON, SOON)
    repository.claim("k", "v", NOON, SOON)
    repository.delete_older_than(NOON, NOON - timedelta(days=30), NOON - timedelta(days=1))
    assert repository.owed(PERSON)
    repository.erase_person(PERSON)
    assert repository.find_person(PERSON) is None
    assert not repository.owed(PERSON)
    note(repository)
    repository.add(PERSON, ["one"], "en", NOON, SOON)
    repository.delete_older_than(SOON, LATER, LATER)
    assert repository.find_person(PERSON) is None
    assert not repository.owed(PERSON)
    assert repository.claim("k", "v", NOON, SOON).ours
