"""The live line over WebSocket: nothing lost, nothing doubled, slow panels cut."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import websockets

from assistant.desk import feed
from tests.assistant.desk.conftest import PATIENCE, Agent, Person, RunningDesk, only_case


def is_message(text: str) -> Any:
    return lambda frame: frame["type"] == "message" and frame["data"]["message"]["text"] == text


async def off(call: Any, *given: Any, **named: Any) -> Any:
    return await asyncio.to_thread(call, *given, **named)


async def waiting_case(desk: RunningDesk, agent: Agent) -> tuple[Person, str]:
    person = await off(desk.person)
    await off(person.ask_for_a_person)
    return person, (await off(only_case, agent))["id"]


async def test_a_panel_sees_what_happens(desk: RunningDesk) -> None:
    agent = (await off(desk.agent, "li")).online()
    async with agent.live() as line:
        assert (await line.next())["type"] == "hello"
        person, case = await waiting_case(desk, agent)
        row = await line.until(lambda f: f["type"] == "row" and f["data"]["state"] == "waiting")
        assert row["data"]["id"] == case
        called = await line.until(lambda f: f["type"] == "notify")
        assert called["data"]["conversation"] == case
        await off(agent.post, f"/conversations/{case}/take")
        await line.until(lambda f: f["type"] == "row" and f["data"]["state"] == "with_agent")
        await off(person.say, "hello there")
        message = await line.until(is_message("hello there"))
        assert message["data"]["conversation"] == case
        await off(agent.post, f"/conversations/{case}/notes", {"text": "calm"})
        note = await line.until(lambda f: f["type"] == "note")
        assert note["data"]["note"]["text"] == "calm"
        await line.send(type="typing", conversation=case)
        typing = await line.until(lambda f: f["type"] == "typing")
        assert typing["data"] == {"conversation": case, "by": agent.id}
        await off(person.say, "fire!")
        await off(agent.post, f"/conversations/{case}/return")
        await off(person.say, "fire! fire!")
        alert = await line.until(lambda f: f["type"] == "alert")
        assert (alert["data"]["kind"], alert["data"]["row"]["urgent"]) == ("fire", True)
        await off(person.erase)
        removed = await line.until(lambda f: f["type"] == "removed")
        assert removed["data"] == {"conversation": case}
    events = [f["event"] for f in line.frames if f["type"] not in ("hello", "notify")]
    assert events == sorted(events)


async def test_what_was_missed_comes_once(desk: RunningDesk) -> None:
    agent = await off(desk.agent, "li")
    person = await off(desk.person)
    position = (await off(agent.get, "/queue"))["event"]
    seen: list[str] = []
    for turn in range(6):
        await off(person.say, f"before {turn}")
        async with agent.live(after=position) as line:
            await off(person.say, f"during {turn}")
            await line.until(is_message(f"during {turn}"))
            if turn % 2:  # cut at any frame: before the answer to it, too
                await line.until(is_message(f"bot: during {turn}"))
            position = line.event
            seen += [f["data"]["message"]["id"] for f in line.frames if f["type"] == "message"]
    async with agent.live(after=position) as line:
        await off(person.say, "last")
        await line.until(is_message("bot: last"))
        seen += [f["data"]["message"]["id"] for f in line.frames if f["type"] == "message"]
    case = (await off(only_case, agent, "bot"))["id"]
    there = (await off(agent.get, f"/conversations/{case}"))["messages"]
    assert seen == [message["id"] for message in there]


async def test_only_the_watched_conversations_messages(desk: RunningDesk) -> None:
    agent = await off(desk.agent, "li")
    one, two = await off(desk.person), await off(desk.person)
    await off(one.say, "one")
    case = (await off(only_case, agent, "bot"))["id"]
    async with agent.live() as line:
        await line.send(type="watch", conversation=case)
        await line.send(type="ping")
        await line.until(lambda f: f["type"] == "pong")
        await off(two.say, "unseen")
        await off(one.say, "seen")
        await line.until(is_message("seen"))
        texts = [f["data"]["message"]["text"] for f in line.frames if f["type"] == "message"]
        assert "unseen" not in texts
        assert any(f["type"] == "row" and f["data"]["last_text"] for f in line.frames)


async def test_a_gap_that_is_too_old_or_unknown_is_a_reset(desk: RunningDesk) -> None:
    agent = await off(desk.agent, "li")
    position = (await off(agent.get, "/queue"))["event"]
    async with agent.live(after=position + 10_000) as line:
        assert (await line.next())["type"] == "hello"
        assert (await line.next())["type"] == "reset"


@pytest.mark.parametrize("cookie", ["", "panel_session=nonsense"])
async def test_without_a_session_the_line_is_closed(desk: RunningDesk, cookie: str) -> None:
    url = desk.url.replace("http", "ws") + "/panel/ws"
    async with websockets.connect(url, extra_headers={"Cookie": cookie}) as socket:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await asyncio.wait_for(socket.recv(), PATIENCE)
    assert closed.value.code == 4401


async def test_pages_of_other_sites_are_refused(desk: RunningDesk) -> None:
    agent = await off(desk.agent, "li")
    async with agent.live(Origin="https://evil.example") as line:
        with pytest.raises(websockets.ConnectionClosed) as closed:
            await line.next()
    assert closed.value.code == 4403


@pytest.mark.parametrize("frame", ["not json", "[]", json.dumps({"type": "x" * 70_000})])
async def test_frames_that_break_the_rules_end_the_line(desk: RunningDesk, frame: str) -> None:
    agent = await off(desk.agent, "li")
    async with agent.live() as line:
        await line.socket.send(frame)
        await asyncio.wait_for(line.socket.wait_closed(), PATIENCE)
    assert line.socket.close_code in (1003, 1009)


async def test_a_panel_that_does_not_keep_up_is_cut_and_resumes(
    desk: RunningDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "MOST_WAITING", 3)
    live = desk.app.state.desk.feed
    agent = await off(desk.agent, "li")
    who = desk.app.state.accounts.find(agent.id)
    line = feed.AgentLine(who, lambda _: None)
    for number in range(5):
        line.send({"event": number, "type": "row", "data": {}})
    with pytest.raises(feed.TooSlow):
        async for _ in line.frames():
            pass
    assert live is not None


async def test_a_widget_is_woken_and_reads_the_agents_words(desk: RunningDesk) -> None:
    agent = (await off(desk.agent, "li")).online()
    person, case = await waiting_case(desk, agent)
    async with person.live() as socket:
        assert json.loads(await socket.recv())["type"] == "history"
        await off(agent.post, f"/conversations/{case}/take")
        sent = await off(agent.say, case, "good morning")
        assert sent["message"]["delivery"] in ("sent", "waiting")
        frame = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
        assert frame == {"type": "changed"}
        await socket.send(json.dumps({"type": "history", "after": None}))
        while True:
            frame = json.loads(await asyncio.wait_for(socket.recv(), PATIENCE))
            if frame["type"] == "history" and frame["items"][-1]["text"] == "good morning":
                break
    told = (await off(agent.get, f"/conversations/{case}"))["messages"]
    assert told[-1]["delivery"] == "sent"
