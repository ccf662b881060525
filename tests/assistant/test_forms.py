"""The forms over HTTP, as people go through them: every way of moving, in several languages."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from nlu.catalogues import sentences
from tests.assistant.test_conversation import Session
from tests.conftest import RunningService


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_NOW", "2026-09-17T10:00:00")


class Person:
    """Somebody who writes in one language."""

    def __init__(self, service: RunningService, sender: str, language: str) -> None:
        self._service, self._sender, self._language = service, sender, language

    def say(self, *messages: str) -> dict[str, Any]:
        """The last message that is said to the last of these."""
        return self.hear(*messages)[-1]

    def hear(self, *messages: str) -> list[dict[str, Any]]:
        for message in messages:
            said = self._service.say(message, self._sender, self._language)
        return said


@pytest.fixture
def english(service: RunningService, sender: str) -> Person:
    return Person(service, sender, "en")


def say(key: str, language: str, **values: object) -> str:
    return sentences("forms").say(key, language, **values)


def slot(message: dict[str, Any]) -> Any:
    return message["custom"].get("slot")


POINTS = "/work_permit_points"
DATES = "/residence_deadline"
LISTS = "/document_checklist"


@pytest.mark.parametrize("language", ["zh", "en", "ja", "ar", "ko", "ru"])
def test_points_from_the_first_question_to_the_result(
    service: RunningService, sender: str, language: str
) -> None:
    person = Person(service, sender, language)
    master = say("work_permit_points.points_education.choice.master", language)
    question = person.say(POINTS)
    assert question["custom"]["type"] == "form"
    assert question["custom"]["input"] == {"kind": "yes_no"}
    assert question["text"].endswith(say("work_permit_points.points_direct.ask", language))
    person.say(say("form.no", language), master, "300,000", "٥")
    result = person.say("12", "35", say("form.button.skip", language), say("form.no", language))
    custom = result["custom"]
    assert (custom["type"], custom["language"], custom["form"]) == (
        "result",
        language,
        "work_permit_points",
    )
    # 14 for the salary, 15 for the degree, 8 for five years, 15 for the months, 15 for the age.
    assert custom["points"] == {"low": 67, "high": 72}
    assert custom["class"] == {"lowest": "B", "highest": "B"}
    assert custom["other_table"] == {"low": 67, "high": 77}
    assert {one["kind"] for one in custom["citations"]} == {"article", "source"}
    article = next(one for one in custom["citations"] if one["kind"] == "article")
    assert article["version"] == sentences().say("regulation.version", language)
    assert "67" in result["text"]


def test_what_is_given_up_front_is_not_asked(english: Person) -> None:
    first = english.say(
        "calculate my work permit points: I'm 35 with a phd and 4 years of experience"
    )
    assert "35" in first["text"]
    asked = [slot(first)]
    message = english.say("no")
    while message["custom"]["type"] == "form":
        asked.append(slot(message))
        message = english.say("/skip")
    assert asked == [
        "points_direct",
        "points_salary",
        "points_months",
        "points_chinese",
        "points_extra",
    ]


def test_why_back_skip_and_cancel(english: Person) -> None:
    english.say(POINTS, "no")
    why = english.say("Why do you ask?")
    assert slot(why) == "points_education"
    assert "20" in why["text"]
    assert slot(english.say("bachelor")) == "points_salary"
    assert slot(english.say("Back")) == "points_education"
    assert slot(english.say("Skip")) == "points_salary"
    assert english.say("Cancel")["custom"]["type"] == "notice"
    assert english.say("Skip")["text"] == say("form.none", "en")


def test_a_question_that_must_be_answered_cannot_be_skipped(english: Person) -> None:
    message = english.say(DATES, "/skip")
    assert slot(message) == "deadline_event"
    assert say("form.required", "en") in message["text"]


def test_what_is_wrong_is_said_and_asked_again(english: Person) -> None:
    english.say(POINTS, "no", "/skip", "/skip", "/skip", "/skip")
    low = english.say("12")
    assert slot(low) == "points_age"
    assert say("form.too_low", "en", bound="18") in low["text"]
    unread = english.say("quite old")
    assert say("form.unread.number", "en") in unread["text"]
    english.say("/cancel", DATES, "1")
    early = english.say("1900-01-01")
    assert slot(early) == "deadline_date"
    assert early["custom"]["input"]["min"] <= "2016-12-31"


def test_an_earlier_answer_is_corrected_on_the_way_and_after_the_result(english: Person) -> None:
    english.say(POINTS, "no", "master", "300000")
    corrected = english.say("no, my salary is 500,000 yuan")
    assert slot(corrected) == "points_experience"
    assert "500,000" in corrected["text"]
    result = english.say(*["/skip"] * 5)
    assert result["custom"]["items"][0] == {
        "factor": "salary",
        "low": 20,
        "high": 20,
        "maximum": 20,
        "known": True,
    }
    choices = english.say("/form_change")
    button = next(one for one in choices["buttons"] if "500,000" in one["title"])
    assert slot(english.say(button["payload"])) == "points_salary"
    changed = english.say("40000")
    assert changed["custom"]["items"][0]["low"] == 0
    pressed = english.say('/form_answer{"slot": "points_education", "value": "doctor"}')
    assert pressed["custom"]["type"] == "result"
    assert pressed["custom"]["points"]["low"] == changed["custom"]["points"]["low"] + 5


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "how do i register my address?"),
        ("zh", "怎么办住宿登记？"),
        ("ja", "住所の登録はどうすればいいですか？"),
    ],
)
def test_a_question_is_answered_and_the_form_goes_on(
    service: RunningService, sender: str, language: str, question: str
) -> None:
    person = Person(service, sender, language)
    person.say(POINTS, say("form.no", language))
    answer, again = person.hear(question)
    assert answer["custom"]["type"] in ("answer", "clarify")
    assert slot(again) == "points_education"
    assert again["text"].startswith(say("form.back_to", language))
    master = say("work_permit_points.points_education.choice.master", language)
    assert slot(person.say(master)) == "points_salary"


def test_another_language_asks_again_in_it(service: RunningService, sender: str) -> None:
    person = Person(service, sender, "en")
    notice, again = person.hear(POINTS, '/change_language{"language": "ar"}')
    assert notice["custom"]["changed_to"] == "ar"
    assert again["custom"]["language"] == "ar"
    assert again["text"].endswith(say("work_permit_points.points_direct.ask", "ar"))
    arabic = Person(service, sender, "ar")
    assert slot(arabic.say("لا")) == "points_education"


def test_one_form_gives_way_to_another(english: Person) -> None:
    english.say(POINTS, "no")
    assert slot(english.say(DATES)) == "deadline_event"
    assert slot(english.say("1")) == "deadline_date"
    assert slot(english.say(POINTS)) == "points_direct"


def test_a_form_left_alone_closes_and_the_next_question_is_answered(
    service: RunningService, sender: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = Person(service, sender, "en")
    person.say(POINTS, "no")
    monkeypatch.setenv("ASSISTANT_NOW", "2026-09-18T09:59:00")
    assert slot(person.say("master")) == "points_salary"
    monkeypatch.setenv("ASSISTANT_NOW", "2026-09-19T12:00:00")
    notice, answer = person.hear("how do i register my address?")
    assert notice["text"] == say("form.expired", "en")
    assert answer["custom"]["entry"] == "guide:register-address"
    assert len(person.hear("how do i register my address?")) == 1


def test_a_retry_in_mid_form_moves_it_once(service: RunningService) -> None:
    person = Session(service)
    person.send("Count my points", "m-1", payload=POINTS, language="en")
    first = person.send("no", "m-2", language="en")
    again = person.send("no", "m-2", language="en")
    assert first == again
    assert slot(first[0]) == "points_education"
    (after,) = person.send("master", "m-3", language="en")
    assert slot(after) == "points_salary"


def test_a_form_goes_on_in_a_process_that_has_forgotten_it(
    service: RunningService, sender: str
) -> None:
    person = Person(service, sender, "en")
    person.say(POINTS, "no", "master")
    found = service.app.state.service.repository.find("rest", sender)
    service.app.state.service.conversations.speaker.dialogue.forget(found.id)
    assert slot(person.say("Back")) == "points_education"
    assert slot(person.say("doctor")) == "points_salary"


@pytest.mark.parametrize(
    ("event", "day", "safe", "latest", "office"),
    [
        ("move_in", "2026-09-17", "2026-09-17", "2026-09-18", "2026-09-17"),
        ("entry", "2026-09-01", "2026-09-30", "2026-10-01", "2026-09-30"),
        ("permit_expiry", "2026-11-03", "2026-10-04", "2026-10-05", "2026-09-30"),
        ("visa_expiry", "2026-10-10", "2026-10-03", "2026-10-04", "2026-09-30"),
        ("work_permit_expiry", "2026-12-01", "2026-11-01", "2026-11-02", "2026-10-30"),
        ("permit_change", "2026-09-15", "2026-09-24", "2026-09-25", "2026-09-24"),
        ("work_permit_change", "2026-09-15", "2026-09-24", "2026-09-29", "2026-09-24"),
        ("newborn", "2026-08-01", "2026-09-29", "2026-09-30", "2026-09-29"),
    ],
)
def test_every_date_counted_both_ways(
    english: Person, event: str, day: str, safe: str, latest: str, office: str
) -> None:
    english.say(DATES, f'/form_answer{{"slot": "deadline_event", "value": "{event}"}}')
    result = english.say(day)
    found = result["custom"]["deadline"]
    assert (found["safe"], found["latest"], found["office_day"]) == (safe, latest, office)
    assert [one for one in result["custom"]["citations"] if one["kind"] == "source"]
    assert say("result.decides", "en", phone="").split(";")[0] in result["text"]


@pytest.mark.parametrize("language", ["zh", "ar", "ja"])
def test_overstay_and_its_cap(service: RunningService, sender: str, language: str) -> None:
    person = Person(service, sender, language)
    event = '/form_answer{"slot": "deadline_event", "value": "overstay"}'
    few = person.say(DATES, event, "2026-09-14")["custom"]["overstay"]
    assert few["days"] == {"fewest": 2, "most": 3}
    assert few["fine_at_most"]["most"] == 1500
    many = person.say('/form_change{"slot": "deadline_date"}', "2026-01-01")
    assert many["custom"]["overstay"]["cap_reached"]
    assert "10,000" in many["text"]
    assert "12367" in many["text"]
    none = person.say('/form_change{"slot": "deadline_date"}', "2026-09-17")
    assert none["custom"]["overstay"]["days"] == {"fewest": 0, "most": 0}


def test_the_last_day_of_a_visa(english: Person) -> None:
    english.say(DATES, '/form_answer{"slot": "deadline_event", "value": "visa_stay"}')
    assert slot(english.say("2026-09-01")) == "deadline_days"
    found = english.say("30")["custom"]["deadline"]
    assert (found["last_day"], found["safe"]) == ("2026-10-01", "2026-09-24")


@pytest.mark.parametrize("language", ["en", "zh", "ar", "th"])
def test_a_checklist_and_its_page(service: RunningService, sender: str, language: str) -> None:
    person = Person(service, sender, language)
    person.say(LISTS, '/form_answer{"slot": "checklist_case", "value": "residence_study"}')
    yes = '/form_answer{"slot": "checklist_long", "value": "yes"}'
    person.say('/form_answer{"slot": "checklist_stage", "value": "first"}', yes)
    custom = person.say("/skip")["custom"]
    assert custom["type"] == "result"
    items = {one["id"]: one["sure"] for one in custom["items"]}
    assert items["school_letter"]
    assert items["health_certificate"]
    assert items["fingerprints"] is items["represented"] is False
    page = httpx.get(service.url + custom["print_url"])
    assert page.status_code == 200
    assert f'lang="{language}"' in page.text
    assert ('dir="rtl"' in page.text) == (language == "ar")
    assert "健康证明" in page.text
    text = httpx.get(service.url + custom["download_url"])
    assert text.headers["content-disposition"].startswith("attachment")
    assert all(one["text"] in text.text for one in custom["items"])


@pytest.mark.parametrize(
    "query",
    [
        "",
        "case=wizard",
        "case=residence_work&stage=<script>",
        "case=residence_work&x=1",
        "stage=first",
        "lang=en",
    ],
)
def test_a_wrong_address_of_a_checklist_is_refused(service: RunningService, query: str) -> None:
    for path in ("/checklist", "/checklist.txt"):
        response = httpx.get(f"{service.url}{path}?{query}")
        assert response.status_code == 422
        assert response.headers["content-type"].startswith("application/problem+json")
        assert "<script>" not in response.text


def test_a_guide_offers_its_form(english: Person) -> None:
    answer = english.say('/show_entry{"entry": "guide:points-table"}')
    assert answer["buttons"][0] == {"title": "Count my points", "payload": POINTS}
