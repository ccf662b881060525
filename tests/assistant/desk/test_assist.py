"""What helps an agent: suggestions, judgements, the case's summary, calls, insight, content."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from assistant.desk.insight import Insight, unanswered
from assistant.desk.judgements import judgement_lines
from assistant.desk.summary import summarise
from assistant.storage.conversations import ConversationRepository, new_id
from assistant.storage.desk.files import SuggestionRepository
from assistant.storage.desk.insight import Asked, InsightRepository
from assistant.storage.records import MessageRecord
from assistant.storage.trackers import TrackerRepository
from nlu.entities import district_names
from tests.assistant.desk.conftest import RunningDesk, only_case


def held_case(desk: RunningDesk, question: str, language: str) -> tuple[Any, Any, str]:
    agent, person = desk.agent("li").online(), desk.person()
    person.ask_for_a_person(language)
    case = only_case(agent)["id"]
    agent.post(f"/conversations/{case}/take")
    person.say(question, language)
    return agent, person, case


def test_suggestions_stand_in_two_languages(desk: RunningDesk) -> None:
    agent, person, case = held_case(desk, "how do I register my address?", "en")
    found = agent.get("/assist", conversation=case)
    last = [m for m in agent.get(f"/conversations/{case}")["messages"] if m["role"] == "user"][-1]
    assert found["for_message"] == last["id"]
    best = found["suggestions"][0]
    assert (best["entry"], best["kind"]) == ("guide:register-address", "guide")
    assert best["language"] == "en"
    assert "登记" in best["title_zh"]
    assert best["citations"]
    sent = agent.post(
        f"/conversations/{case}/messages",
        {"text": "", "client_id": "s-1", "suggestion": {"id": best["id"], "action": "sent"}},
    )["message"]
    assert sent["text"] == best["text"]
    assert sent["text_zh"] == best["text_zh"]
    card = person.history()[-1]["message"]["custom"]
    assert (card["type"], card["entry"]) == ("answer", "guide:register-address")


def test_a_wish_for_a_person_does_not_hide_what_was_asked(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.say("how do I register my address?")
    person.ask_for_a_person()
    found = agent.get("/assist", conversation=only_case(agent)["id"])
    assert found["suggestions"][0]["entry"] == "guide:register-address"
    alone = desk.person()
    alone.ask_for_a_person()
    case = next(row["id"] for row in agent.get("/queue")["waiting"] if row["topic"] is None)
    assert agent.get("/assist", conversation=case)["for_message"]


def test_suggestions_are_dropped_when_the_person_has_written_since(desk: RunningDesk) -> None:
    agent, person, case = held_case(desk, "how do I register my address?", "en")
    best, other, *_ = agent.get("/assist", conversation=case)["suggestions"]
    person.say("no, I mean my driving licence")
    body = {"text": "", "client_id": "s", "suggestion": {"id": best["id"], "action": "sent"}}
    assert agent.post(f"/conversations/{case}/messages", body, 409)["code"] == "moved-on"
    path = f"/assist/{best['id']}/judgement"
    assert agent.post(path, {"action": "sent"}, 409)["code"] == "moved-on"
    agent.post(f"/assist/{other['id']}/judgement", {"action": "rejected"}, 204)
    store = SuggestionRepository(lambda: desk.app.state.engine)
    lines = [json.loads(line) for line in judgement_lines(store)]
    assert [(line["entry"], line["judgement"], line["label"]) for line in lines] == [
        (other["entry"], "rejected", 0)
    ]


def test_call_mode_takes_any_language_and_reads_the_callers(desk: RunningDesk) -> None:
    agent = desk.agent("li")
    found = agent.get("/assist", q="外国人怎么办理住宿登记", caller="ko")
    assert found["for_message"] is None
    best = found["suggestions"][0]
    assert best["language"] == "ko"
    assert best["text"] != best["text_zh"]
    assert agent.http.get("/assist").status_code == 422
    assert agent.http.get("/assist", params={"q": "x" * 1001}).status_code == 422
    assert agent.http.get("/assist", params={"q": "x", "caller": "xx"}).status_code == 422
    call = {
        "language": "ko",
        "question": "住宿登记",
        "entries": [best["entry"]],
        "topic": "residence",
        "outcome": "answered",
        "note": "calm",
        "started_at": "2026-03-02T12:00:00+08:00",
    }
    identity = agent.post("/calls", call)["id"]
    (logged,) = agent.get("/calls")["calls"]
    assert (logged["id"], logged["agent"]["id"]) == (identity, agent.id)
    assert logged["started_at"] == "2026-03-02T04:00:00+00:00"


def test_a_phrase_is_said_in_the_persons_language(desk: RunningDesk) -> None:
    agent, _, case = held_case(desk, "안녕하세요", "ko")
    groups = agent.get("/phrasebook")["groups"]
    phrase = groups[0]["phrases"][0]
    body = {"client_id": "p-1", "phrase": phrase["id"]}
    sent = agent.post(f"/conversations/{case}/messages", body)["message"]
    assert sent["text"] == phrase["texts"]["ko"]
    unknown = {"client_id": "p-2", "phrase": "no-such-phrase"}
    assert agent.post(f"/conversations/{case}/messages", unknown, 422)["code"] == "unknown-phrase"


def test_the_summary_says_what_is_known_and_what_is_missing(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.say("I live in Binjiang, how do I register my address?", "en")
    person.ask_for_a_person("en")
    case = only_case(agent)["id"]
    state = {
        "events": [
            {"event": "slot", "name": "form_state", "value": {"form": "deadlines"}},
            {"event": "slot", "name": "deadlines_nationality", "value": "KR"},
            {"event": "slot", "name": "deadlines_expiry", "value": "2026-05-01"},
        ]
    }
    TrackerRepository(desk.app.state.engine).write(case, state, datetime.now(timezone.utc))
    found = agent.get(f"/conversations/{case}")
    assert found["form"]["name"] == "deadlines"
    summary = found["summary"]
    assert summary["where"] == "滨江区"
    assert summary["deadline"] == "2026-05-01"
    assert "英语" in summary["who"]
    assert "KR" in summary["who"]
    assert summary["document"] == "住宿登记" or "document" in summary["missing"]
    assert summary["asked"]
    assert summary["where"] in summary["text_zh"]


def test_nothing_known_is_all_missing() -> None:
    summary = summarise(None, [], {}, {}, district_names())
    assert summary["missing"] == ["who", "where", "document", "deadline"]
    assert summary["asked"] == []


def test_insight_counts_what_happened(desk: RunningDesk) -> None:
    agent, person = desk.agent("li").online(), desk.person()
    person.say("unanswerable how much is the fish")
    person.say("Unanswerable: how much is the FISH", "en")
    person.say("how do I register", "en")
    person.ask_for_a_person()
    agent.post(f"/conversations/{only_case(agent)['id']}/take")
    found = agent.get("/insight")
    assert found["handoffs"][0] == {
        "reason": "request",
        "asked": 1,
        "taken": 1,
        "left_message": 0,
        "cancelled": 0,
        "unavailable": 0,
    }
    assert found["waiting"]["count"] == 1
    today = found["by_day"][-1]
    assert (today["conversations"], today["handoffs"]) == (1, 1)
    assert len(found["by_day"]) == 30
    table = agent.http.get("/insight.csv", params={"table": "unanswered"}).text
    rows = list(csv.DictReader(io.StringIO(table.lstrip("\ufeff"))))
    assert rows[0]["text"].lower().startswith("unanswerable")
    assert agent.http.get("/insight.csv", params={"table": "agents"}).status_code == 404
    assert agent.http.get("/insight", params={"from": "x"}).status_code == 422
    backwards = {"from": "2026-03-02", "to": "2026-03-01"}
    assert agent.http.get("/insight", params=backwards).status_code == 422
    draft = agent.post("/insight/draft", {"question": "how much is the fish?", "language": "en"})
    assert draft["filename"] == "how-much-is-the-fish/en.md"
    assert "how much is the fish?" in draft["content"]


def test_questions_that_say_the_same_are_one_group() -> None:
    at = datetime(2026, 3, 2, tzinfo=timezone.utc)
    asked = [
        Asked("c", text, "en", at + timedelta(minutes=n), "abstain", None)
        for n, text in enumerate(["Buy a boat", "a boat buy", "sell a boat"])
    ]
    groups = unanswered(asked[::-1])
    assert [group["count"] for group in groups] == [2, 1]
    assert groups[0]["last_at"] == (at + timedelta(minutes=1)).isoformat()


def test_a_spreadsheet_runs_nothing(engine: Engine) -> None:
    store = ConversationRepository(engine)
    at = datetime(2026, 3, 2, 4, 0, tzinfo=timezone.utc)
    case = store.open("webchat", "u-1", at).id
    question = MessageRecord(new_id(), case, "user", "=cmd()", "en", at, "received")
    answer = MessageRecord(
        new_id(), case, "bot", "?", "en", at, "sent", reply_to=question.id, type="abstain"
    )
    store.receive(question)
    store.answer(question.id, "answered", [answer], "en")
    insight = Insight(InsightRepository(lambda: engine), clock=lambda: at)
    table = insight.table("unanswered", None, None)
    assert "'=cmd()" in table


@pytest.mark.parametrize(("hour", "counted"), [(15, True), (16, False)])
def test_a_day_ends_at_midnight_in_hangzhou(engine: Engine, hour: int, counted: bool) -> None:
    """16:00 UTC is midnight in Hangzhou."""
    store = ConversationRepository(engine)
    at = datetime(2026, 3, 2, hour, 30, tzinfo=timezone.utc)
    case = store.open("webchat", "u-1", at).id
    store.receive(MessageRecord(new_id(), case, "user", "hello", "en", at, "received"))
    day = at.date()
    report = Insight(InsightRepository(lambda: engine), clock=lambda: at).report(day, day)
    assert report["by_day"][0]["messages"] == int(counted)


def test_content_shows_the_ages_of_facts(desk: RunningDesk) -> None:
    agent = desk.agent("li")
    everything = agent.get("/content")["entries"]
    assert {entry["kind"] for entry in everything} == {"guide", "place", "article"}
    assert all(entry["stale"] for entry in agent.get("/content", stale="true")["entries"])
    entry = agent.get("/content/guide:register-address", lang="ko")
    assert entry["language"] == "ko"
    assert all(fact["as_of"] for fact in entry["facts"])
    assert agent.http.get("/content/guide:nonsense").status_code == 404
