"""The one path of every message: order, duplicates, failures, a person's rights over their data."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.commands import parse_command
from assistant.dialogue.trackers import KEPT_TURNS
from assistant.locks import KeyedLocks
from assistant.rates import RateLimit
from assistant.storage.trackers import TrackerRepository
from tests.conftest import RunningService

CHAT = "/webhooks/webchat"


class Session:
    """A person at the web chat, over HTTP."""

    def __init__(self, service: RunningService) -> None:
        self._url = service.url + CHAT
        token = httpx.post(f"{self._url}/sessions").json()["token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def send(self, text: str, message_id: str, **fields: Any) -> list[dict[str, Any]]:
        body = {"id": message_id, "text": text, **fields}
        response = httpx.post(f"{self._url}/messages", json=body, headers=self._headers, timeout=60)
        assert response.status_code == 200, response.text
        return response.json()["messages"]

    def history(self) -> list[dict[str, Any]]:
        return httpx.get(f"{self._url}/history", headers=self._headers).json()["items"]

    def rate(self, message_id: str) -> int:
        body = {"message_id": message_id, "rating": "up"}
        return httpx.post(f"{self._url}/feedback", json=body, headers=self._headers).status_code


def test_a_message_sent_twice_is_answered_once(service: RunningService) -> None:
    person = Session(service)
    first = person.send("how do i register my address", "m-1")
    again = person.send("how do i register my address", "m-1")
    assert [m["id"] for m in first] == [m["id"] for m in again]
    assert [item["role"] for item in person.history()] == ["user", "bot"]


def test_the_pages_language_counts_only_where_the_words_do_not_tell(
    service: RunningService,
) -> None:
    person = Session(service)

    def spoken(text: str, number: int, **fields: Any) -> str:
        messages = person.send(text, f"m-{number}", **fields)
        return str(messages[-1]["custom"]["language"])

    assert spoken("ok", 1, locale="ja") == "ja"
    assert spoken("Wo verlängere ich mein Visum?", 2, locale="ja") == "de"
    assert spoken("ok", 3, locale="ja") == "de"
    assert spoken("Wo verlängere ich mein Visum?", 4, language="fr", locale="ja") == "fr"


def test_feedback_on_own_answers_only(service: RunningService) -> None:
    person, other = Session(service), Session(service)
    (answer,) = person.send("how do i register my address", "m-1")
    assert person.rate(answer["id"]) == 204
    assert other.rate(answer["id"]) == 404


@pytest.mark.parametrize("words", ["delete my data", "удалите мои данные", "删除我的数据"])
def test_delete_my_data_asks_first_and_then_deletes(service: RunningService, words: str) -> None:
    person = Session(service)
    person.send("how do i register my address", "m-1")
    (offer,) = person.send(words, "m-2")
    assert len(person.history()) == 4
    button = offer["buttons"][0]
    (done,) = person.send(button["title"], "m-3", payload=button["payload"])
    assert done["custom"]["deleted"] is True
    assert person.history() == []


def test_export_shows_the_whole_conversation(service: RunningService) -> None:
    person = Session(service)
    person.send("how do i register my address", "m-1")
    (offer,) = person.send("export my conversation", "m-2")
    button = offer["buttons"][0]
    (copy,) = person.send(button["title"], "m-3", payload=button["payload"])
    assert "how do i register my address" in copy["text"]
    assert "24 hours" in copy["text"]


class FailingDialogue:
    """Stands in for a dialogue core that is broken."""

    async def respond(self, *_: Any) -> tuple[list[dict[str, Any]], None]:
        raise RuntimeError("broken")

    def forget(self, _: str) -> None:
        pass


class SlowDialogue(FailingDialogue):
    async def respond(self, *_: Any) -> tuple[list[dict[str, Any]], None]:
        await asyncio.sleep(60)
        return [], None


class FailingSearcher:
    def search(self, *_: Any, **__: Any) -> None:
        raise RuntimeError("broken")


@contextmanager
def replaced(owner: Any, **parts: Any) -> Iterator[None]:
    before = {name: getattr(owner, name) for name in parts}
    for name, part in parts.items():
        object.__setattr__(owner, name, part)
    try:
        yield
    finally:
        for name, part in before.items():
            object.__setattr__(owner, name, part)


@pytest.mark.parametrize("broken", [FailingDialogue(), SlowDialogue()])
def test_without_the_dialogue_search_still_answers(
    service: RunningService, sender: str, broken: Any
) -> None:
    speaker = service.app.state.service.conversations.speaker
    with replaced(speaker, dialogue=broken, answer_timeout=0.2):
        (answer,) = service.say("how do i register my address", sender)
    assert answer["custom"]["entry"] == "guide:register-address"


def test_without_search_too_there_are_the_hotlines_in_the_persons_language(
    service: RunningService, sender: str
) -> None:
    speaker = service.app.state.service.conversations.speaker
    with (
        replaced(speaker, dialogue=FailingDialogue()),
        replaced(speaker.knowledge, searcher=FailingSearcher()),
    ):
        (answer,) = service.say("как зарегистрироваться", sender)
    assert answer["custom"]["language"] == "ru"
    assert "12345" in answer["text"]
    assert "120" in answer["text"]


def test_messages_of_one_person_are_answered_in_order(service: RunningService, sender: str) -> None:
    async def send_all() -> list[list[dict[str, Any]]]:
        async with httpx.AsyncClient(base_url=service.url, timeout=60) as client:
            posts = [
                client.post(
                    "/webhooks/rest/webhook", json={"sender": sender, "message": f"article {n}"}
                )
                for n in range(34, 41)
            ]
            return [response.json() for response in await asyncio.gather(*posts)]

    answers = asyncio.run(send_all())
    assert [a[0]["custom"]["entry"] for a in answers] == [f"article:{n}" for n in range(34, 41)]


def test_a_long_conversation_is_kept_short_for_the_dialogue(
    service: RunningService, sender: str
) -> None:
    for _ in range(KEPT_TURNS + 4):
        service.say("hello", sender, language="en")
    held = service.app.state.service
    conversation = held.repository.find("rest", sender)
    state = TrackerRepository(held.engine).read(conversation.id)
    assert 0 < len(state["events"]) < 8 * KEPT_TURNS


def test_what_older_turns_set_is_kept(service: RunningService, sender: str) -> None:
    (answer,) = service.say("how do i register my address", sender, language="en")
    for _ in range(KEPT_TURNS + 2):
        service.say("hello", sender, language="en")
    (changed,) = service.say("in French please", sender, language="en")
    assert answer["custom"]["entry"] in changed["buttons"][0]["payload"]


@given(st.text(max_size=300))
def test_only_permitted_commands_are_commands(text: str) -> None:
    command = parse_command(text)
    assert command is None or command.startswith(
        (
            "/show_entry{",
            "/change_language{",
            "/request_human",
            "/delete_",
            "/export_",
            "/back_to_bot",
            "/cancel_handoff",
        )
    )


@given(st.from_regex(r"/[a-z_]{1,12}\{.{0,30}\}", fullmatch=True))
def test_commands_with_odd_values_are_refused(text: str) -> None:
    command = parse_command(text)
    assert command is None or "show_entry" in command or "change_language" in command


async def test_locks_are_fair_and_exclusive() -> None:
    locks, order, inside = KeyedLocks(), [], 0

    async def visit(number: int) -> None:
        nonlocal inside
        async with locks.hold("k"):
            inside += 1
            assert inside == 1
            order.append(number)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(visit(number) for number in range(20)))
    assert order == list(range(20))


@given(st.integers(1, 600), st.lists(st.floats(0, 120), max_size=60))
def test_a_rate_is_never_exceeded(per_minute: int, pauses: list[float]) -> None:
    moment = 0.0
    limit = RateLimit(per_minute, clock=lambda: moment)
    allowed = 0
    for pause in pauses:
        moment += pause
        allowed += limit.take("k") == 0
    assert allowed <= max(1, per_minute / 3) + moment * per_minute / 60 + 1e-6
