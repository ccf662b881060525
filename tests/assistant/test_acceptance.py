"""What a person asks first, over HTTP, in their own language."""

from __future__ import annotations

import pytest

from tests.conftest import RunningService

QUESTIONS = [
    (
        "hi i landed 3 days ago staying at my gfs flat and forgot to register w the police",
        "en",
        {"guide:late-registration", "guide:register-address"},
        39,
    ),
    (
        "我妻子是外国人,居留许可到期前多久要续签?",
        "zh",
        {"guide:extend-residence-permit", "guide:family-residence-permit"},
        39,
    ),
    ("病院で英語が通じるところはありますか", "ja", {"guide:english-speaking-doctors"}, 36),
    ("как получить разрешение на работу в Ханчжоу", "ru", {"guide:work-permit-process"}, 39),
    (
        "كم يوما يمكنني البقاء بدون تأشيرة عند العبور",
        "ar",
        {"guide:transit-240"},
        39,
    ),
    ("외국인도 무료 법률 상담을 받을 수 있나요", "ko", {"guide:legal-aid"}, 40),
    ("What does Article 36 say?", "en", {"article:36"}, 36),
]


@pytest.mark.parametrize(("question", "language", "entries", "article"), QUESTIONS)
def test_a_question_is_answered_with_its_source_and_article(
    service: RunningService,
    sender: str,
    question: str,
    language: str,
    entries: set[str],
    article: int,
) -> None:
    (answer,) = service.say(question, sender)
    custom = answer["custom"]
    assert (custom["type"], custom["language"]) == ("answer", language)
    assert custom["entry"] in entries
    cited = {c["number"]: c for c in custom["citations"] if c["kind"] == "article"}
    assert cited[article]["text_zh"].startswith("第")
    assert cited[article]["translation"] or language == "zh"
    sources = [c for c in custom["citations"] if c["kind"] == "source"]
    assert all(source["title"] and source["url"] and source["as_of"] for source in sources)
    assert sources
    assert "{" not in answer["text"]


def test_what_is_not_our_business_is_declined_politely(
    service: RunningService, sender: str
) -> None:
    (answer,) = service.say("best pizza recipe?", sender)
    assert (answer["custom"]["type"], answer["custom"]["language"]) == ("abstain", "en")
    assert "12345" in answer["text"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how do I renew my residence permit in Shanghai", "I only know Hangzhou"),
        ("上海的居留许可怎么延期", "我只了解杭州"),
        ("Где продлить вид на жительство в Пекине?", "только про Ханчжоу"),
    ],
)
def test_another_city_gets_no_answer_of_hangzhou(
    service: RunningService, sender: str, question: str, said: str
) -> None:
    (answer,) = service.say(question, sender)
    assert answer["custom"]["type"] in {"abstain", "clarify"}
    assert said in answer["text"]


def test_the_conversation_keeps_its_language(service: RunningService, sender: str) -> None:
    service.say("비자를 연장하려면 어떻게 하나요", sender)
    assert service.say("ok", sender)[0]["custom"]["language"] == "ko"
    assert service.say("wie verlängere ich mein Visum?", sender)[0]["custom"]["language"] == "de"


def test_a_declared_language_decides(service: RunningService, sender: str) -> None:
    (answer,) = service.say("how do i register my address", sender, language="fr")
    assert answer["custom"]["language"] == "fr"


def test_a_button_shows_its_entry_in_the_language_of_the_conversation(
    service: RunningService, sender: str
) -> None:
    (answer,) = service.say("как зарегистрироваться по адресу", sender)
    payloads = [button["payload"] for button in answer["buttons"]]
    payload = next(one for one in payloads if one.startswith("/show_entry"))
    (shown,) = service.say(payload, sender)
    assert (shown["custom"]["type"], shown["custom"]["language"]) == ("answer", "ru")
    assert shown["custom"]["entry"] in payload


@pytest.mark.parametrize("text", ["/restart", "/session_start", '/show_entry{"entry": "x"}', "/"])
def test_a_typed_command_is_a_persons_words(
    service: RunningService, sender: str, text: str
) -> None:
    answers = service.say(text, sender, language="en")
    assert answers
    assert all(answer["custom"]["type"] != "answer" for answer in answers)


def test_another_language_on_request_offers_the_last_answer_again(
    service: RunningService, sender: str
) -> None:
    service.say("how do i register my address", sender)
    (changed,) = service.say("can we speak Japanese please", sender)
    assert changed["custom"]["language"] == "ja"
    (shown,) = service.say(changed["buttons"][0]["payload"], sender)
    assert shown["custom"]["language"] == "ja"
    assert shown["custom"]["entry"] == "guide:register-address"


def test_a_language_without_texts_is_answered_in_english_with_the_chinese(
    service: RunningService, sender: str
) -> None:
    (answer,) = service.say("मैं अपना पता पुलिस में कैसे दर्ज कराऊं", sender, language="hi")
    assert answer["custom"]["language"] == "en"
    if answer["custom"]["type"] == "answer":
        assert "派出所" in answer["text"]


def test_emergency_and_help_numbers_come_from_the_directory(
    service: RunningService, sender: str
) -> None:
    (answer,) = service.say("I want to talk to a real person", sender)
    assert answer["custom"]["type"] == "handoff"
    assert answer["custom"]["state"] == "unavailable"
    assert "12345" in answer["text"]
    assert "12367" in answer["text"]
