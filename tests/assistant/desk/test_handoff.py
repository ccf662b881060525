"""From the bot to a person and back, as the person, the agent and the queue see it."""

from __future__ import annotations

import asyncio
import secrets
import threading
from typing import Any

import httpx
import pytest

from nlu.languages import FULL_LANGUAGES
from tests.assistant.desk.conftest import Agent, RunningDesk, only_case


def rest(desk: RunningDesk, sender: str, message: str, **metadata: Any) -> list[dict[str, Any]]:
    body = {"sender": sender, "message": message, "metadata": {"language": "en", **metadata}}
    response = httpx.post(f"{desk.url}/webhooks/rest/webhook", json=body, timeout=20)
    assert response.status_code == 200, response.text
    return response.json()  # type: ignore[no-any-return]


def test_a_person_is_asked_for_taken_answered_and_given_back(desk: RunningDesk) -> None:
    agent = desk.agent("li", ("zh", "ko")).online()
    person = desk.person()
    person.say("hello", "ko")
    waiting = person.ask_for_a_person("ko")
    assert waiting["custom"]["type"] == "handoff"
    assert (waiting["custom"]["state"], waiting["custom"]["position"]) == ("waiting", 1)
    assert waiting["custom"]["language"] == "ko"
    row = only_case(agent)
    assert (row["state"], row["reason"], row["language"]) == ("waiting", "request", "ko")
    assert row["skill_match"] is True
    bot, still = person.say("and the fee?", "ko")
    assert bot["text"] == "bot: and the fee?"
    assert still["custom"]["state"] == "waiting"
    taken = agent.post(f"/conversations/{row['id']}/take")["row"]
    assert (taken["state"], taken["agent"]["display_name"]) == ("with_agent", agent.display_name)
    assert person.say("are you there?", "ko") == []
    sent = agent.say(row["id"], "네, 말씀하세요")["message"]
    assert (sent["role"], sent["agent"]["id"], sent["language"]) == ("agent", agent.id, "ko")
    *_, joined, question, answer = person.history()
    assert joined["message"]["custom"]["state"] == "with_agent"
    assert agent.display_name in joined["text"]
    assert (question["role"], answer["role"]) == ("user", "agent")
    assert answer["message"]["custom"]["agent"] == agent.display_name
    agent.post(f"/conversations/{row['id']}/return")
    assert person.say("thanks", "ko")[0]["text"] == "bot: thanks"
    assert agent.get("/queue")["waiting"] == []


def test_who_closed_it_said_why_and_the_bot_is_back_when_they_write(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/close", {"reason": "solved"}, 409)
    agent.post(f"/conversations/{case}/take")
    agent.post(f"/conversations/{case}/close", {"reason": "nonsense"}, 422)
    row = agent.post(f"/conversations/{case}/close", {"reason": "solved"})["row"]
    assert (row["state"], row["close_reason"]) == ("closed", "solved")
    assert person.say("which library is free")[0]["text"] == "bot: which library is free"
    assert only_case(agent, "bot")["id"] == case


def test_the_person_cancels_and_goes_back_to_the_bot(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    button = person.ask_for_a_person()["buttons"][0]
    (cancelled,) = person.say(button["title"], payload=button["payload"])
    assert cancelled["custom"]["state"] == "closed"
    assert agent.get("/queue")["waiting"] == []
    person.ask_for_a_person()
    agent.post(f"/conversations/{only_case(agent)['id']}/take")
    back = person.history()[-1]["message"]["buttons"][0]
    assert person.say(back["title"], payload=back["payload"])[0]["custom"]["type"] == "handoff"
    assert person.say("hello")[0]["text"] == "bot: hello"


@pytest.mark.parametrize("language", FULL_LANGUAGES)
def test_nobody_there_is_said_at_once_in_the_persons_language(
    desk: RunningDesk, language: str
) -> None:
    person = desk.person()
    said = person.ask_for_a_person(language)
    assert said["custom"]["state"] == "unavailable"
    assert said["custom"]["language"] == language
    assert "12345" in said["text"]
    assert "12367" in said["text"]


def test_a_message_that_is_left_is_a_call_back_with_a_due_date(desk: RunningDesk) -> None:
    person = desk.person()
    person.ask_for_a_person()
    (left,) = person.say("my landlord keeps my deposit")
    assert left["custom"]["message_left"] is True
    assert person.say("hello")[0]["text"] == "bot: hello"
    agent = desk.agent("li").online()
    row = only_case(agent)
    assert row["message_left"] is True
    assert row["due_at"] == left["custom"]["due_at"]
    assert row["due_state"] in ("ok", "soon")
    agent.post(f"/conversations/{row['id']}/take")
    agent.say(row["id"], "good morning")
    assert person.history()[-1]["text"] == "good morning"


def test_an_emergency_is_answered_also_where_a_message_was_to_be_left(desk: RunningDesk) -> None:
    person = desk.person()
    person.ask_for_a_person()
    assert person.say("fire in my kitchen")[0]["custom"]["type"] == "emergency"
    assert person.say("my landlord keeps my deposit")[0]["custom"]["message_left"] is True
    assert only_case(desk.agent("li"))["emergency"] == "fire"


def test_leaving_no_message_goes_on_with_the_bot(desk: RunningDesk) -> None:
    person = desk.person()
    no_message = person.ask_for_a_person()["buttons"][0]
    person.say(no_message["title"], payload=no_message["payload"])
    assert person.say("hello")[0]["text"] == "bot: hello"
    assert desk.agent("li").get("/queue")["waiting"] == []


def test_an_emergency_is_urgent_and_on_top(desk: RunningDesk) -> None:
    agent = desk.agent("li").online()
    first, second = desk.person(), desk.person()
    first.ask_for_a_person()
    (emergency,) = second.say("fire in my kitchen")
    assert "alert" not in emergency["custom"]
    second.ask_for_a_person()
    top, below = agent.get("/queue")["waiting"]
    assert (top["urgent"], top["emergency"], below["urgent"]) == (True, "fire", False)


def test_two_agents_do_not_hold_one_conversation(desk: RunningDesk) -> None:
    agents = [desk.agent(f"a{n}").online() for n in range(4)]
    desk.person().ask_for_a_person()
    case = only_case(agents[0])["id"]
    outcomes: list[httpx.Response] = []
    barrier = threading.Barrier(4)

    def take(agent: Agent) -> None:
        barrier.wait()
        outcomes.append(agent.http.post(f"/conversations/{case}/take", json={}))

    threads = [threading.Thread(target=take, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(r.status_code for r in outcomes) == [200, 409, 409, 409]
    (winner,) = (r.json()["row"]["agent"] for r in outcomes if r.status_code == 200)
    for refused in (r.json() for r in outcomes if r.status_code == 409):
        assert (refused["code"], refused["agent"]) == ("taken", winner)


def test_an_old_version_is_refused_with_the_present_row(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    row = only_case(agent)
    person.say("stop", payload="/cancel_handoff")
    problem = agent.post(f"/conversations/{row['id']}/take", {"version": row["version"]}, 409)
    assert problem["code"] == "stale"
    assert problem["row"]["state"] == "bot"


def test_only_the_holder_acts_but_a_supervisor_may(desk: RunningDesk) -> None:
    holder, other = desk.agent("li").online(), desk.agent("wang").online()
    boss = desk.agent("chen", role="supervisor").online()
    desk.person().ask_for_a_person()
    case = only_case(holder)["id"]
    holder.post(f"/conversations/{case}/take")
    for action, body in (("return", {}), ("close", {"reason": "other"}), ("transfer", {})):
        problem = other.post(f"/conversations/{case}/{action}", body, 409)
        assert problem["code"] == "taken"
    assert other.say(case, "hello", 409)["code"] == "not-held"
    row = boss.post(f"/conversations/{case}/transfer", {"agent_id": other.id})["row"]
    assert row["agent"]["id"] == other.id
    other.say(case, "hello")
    assert other.post(f"/conversations/{case}/transfer", {})["row"]["state"] == "waiting"
    unknown = {"agent_id": "0" * 32}
    holder.post(f"/conversations/{case}/take")
    assert holder.post(f"/conversations/{case}/transfer", unknown, 422)["code"] == "unknown-agent"


def test_an_interpreter_is_asked_for_and_speaks_beside(desk: RunningDesk) -> None:
    holder, interpreter = desk.agent("li").online(), desk.agent("kim", ("ko",)).online()
    desk.person().ask_for_a_person("ko")
    case = only_case(holder)["id"]
    holder.post(f"/conversations/{case}/take")
    assert interpreter.say(case, "hello", 409)["code"] == "not-held"
    row = holder.post(f"/conversations/{case}/interpreter", {"language": "ko"})["row"]
    assert row["interpreter_wanted"] == "ko"
    row = interpreter.post(f"/conversations/{case}/interpreter/join")["row"]
    assert (row["interpreter"]["id"], row["interpreter_wanted"]) == (interpreter.id, None)
    interpreter.say(case, "안녕하세요")
    holder.say(case, "您好")
    assert only_case(interpreter, "mine")["id"] == case


def test_a_language_goes_first_to_who_speaks_it(desk: RunningDesk) -> None:
    korean, other = desk.agent("kim", ("ko",)).online(), desk.agent("li", ("zh",)).online()
    desk.person().ask_for_a_person("ko")
    desk.person().ask_for_a_person("fr")
    assert [row["language"] for row in korean.get("/queue")["waiting"]] == ["ko", "fr"]
    assert [row["language"] for row in other.get("/queue")["waiting"]] == ["fr", "ko"]
    assert [row["language"] for row in other.get("/queue", language="ko")["waiting"]] == ["ko"]


def test_a_message_is_sent_once_however_often_it_is_sent(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/take")
    body = {"text": "hello", "client_id": "c-1"}
    sent = [agent.post(f"/conversations/{case}/messages", body)["message"] for _ in range(3)]
    assert len({message["id"] for message in sent}) == 1
    assert [item["text"] for item in person.history()].count("hello") == 1
    seen = agent.get(f"/conversations/{case}")["messages"][-1]
    assert seen["delivery"] == "sent"  # the person has read the history


def test_a_channel_without_push_gets_agents_words_first(desk: RunningDesk) -> None:
    agent, sender = desk.agent("li").online(), secrets.token_hex(8)
    rest(desk, sender, "a person", payload="/request_human")
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/take")
    assert agent.say(case, "how can I help?")["message"]["delivery"] == "waiting"
    got = rest(desk, sender, "hello?", message_id="m-1")
    assert [message["text"] for message in got][-1] == "how can I help?"
    assert got[0]["custom"]["state"] == "with_agent"
    assert rest(desk, sender, "hello?", message_id="m-1") == got
    assert rest(desk, sender, "still there?") == []
    agent.say(case, "bye")
    agent.post(f"/conversations/{case}/return")
    first, _, last = rest(desk, sender, "thanks")
    assert (first["text"], last["text"]) == ("bye", "bot: thanks")
    reach = agent.get(f"/conversations/{case}")["reachable"]
    assert reach == {"state": "polling", "until": None}


def test_the_bot_is_silent_when_it_was_taken_while_it_thought(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    case = only_case(agent)["id"]
    dialogue = desk.app.state.dialogue
    dialogue.pause = asyncio.Event()
    answers: list[list[dict[str, Any]]] = []
    thread = threading.Thread(target=lambda: answers.append(person.say("slow question")))
    thread.start()
    while only_case(agent)["last_text"] != "slow question":
        pass  # each turn asks the running desk
    agent.post(f"/conversations/{case}/take")
    pause, dialogue.pause = dialogue.pause, None
    pause._loop.call_soon_threadsafe(pause.set)
    thread.join()
    assert answers == [[]]
    said = agent.get(f"/conversations/{case}")["messages"]
    assert [m["role"] for m in said][-2:] == ["user", "system"]


def test_erasing_leaves_nothing_at_the_desk(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person()
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/notes", {"text": "calm"})
    person.erase()
    assert agent.http.get(f"/conversations/{case}").status_code == 404
    assert agent.post(f"/conversations/{case}/take", status=404)["code"] == "no-such-conversation"


def test_without_a_session_nothing_answers(desk: RunningDesk) -> None:
    paths = ["queue", "agents", "conversations/x", "assist?q=x", "phrasebook", "calls", "insight"]
    for path in [*paths, "insight.csv?table=topics", "content", "content/guide:overstay"]:
        response = httpx.get(f"{desk.url}/panel/api/{path}")
        assert response.status_code == 401, path
        assert response.headers["content-type"] == "application/problem+json"
    agent = desk.agent("li")
    del agent.http.headers["X-CSRF-Token"]
    assert agent.http.post("/conversations/x/take", json={}).status_code == 403


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("conversations/x/messages", {"text": "", "client_id": "a"}),
        ("conversations/x/messages", {"text": "hello"}),
        ("conversations/x/messages", {"text": "x" * 4001, "client_id": "a"}),
        ("conversations/x/messages", {"text": "hello", "client_id": "c" * 65}),
        ("conversations/x/messages", {"text": 5, "client_id": "a"}),
        ("conversations/x/messages", {"text": "a", "client_id": "a", "suggestion": "x"}),
        ("conversations/x/take", {"version": "1"}),
        ("conversations/x/take", {"version": True}),
        ("conversations/x/close", {"reason": None}),
        ("conversations/x/interpreter", {"language": "xx"}),
        ("conversations/x/notes", {"text": "\u200b"}),
        ("calls", {"language": "ko", "question": "?", "outcome": "nonsense"}),
        ("calls", {"language": "ko", "question": "?", "outcome": "answered", "entries": "x"}),
        ("calls", {"language": "ko", "question": "?", "outcome": "answered", "started_at": "x"}),
        ("insight/draft", {"question": ""}),
        ("assist/x/judgement", {"action": "nonsense"}),
    ],
)
def test_bad_fields_are_problems(desk: RunningDesk, path: str, body: dict[str, Any]) -> None:
    response = desk.agent("li").http.post(f"/{path}", json=body)
    assert response.status_code in (404, 422), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"]
