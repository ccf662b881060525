"""Answers of every type in four languages, for tests and screenshots. What they say is made up."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.protocol import Button, InboundMessage, OutboundMessage
from nlu.identify import identify

HTML = "<img src=x onerror=\"document.title='executed'\"><script>document.title='executed'</script>"

_TEXTS = {
    "en": (
        "Register your address at the police station nearest to your home **within 24 hours** "
        "of moving in.\n\n"
        "1. Take your **passport** and your rental contract.\n"
        "2. Go to the police station of your district, or register online.\n"
        "3. Keep the registration form: you need it for your residence permit.\n\n"
        "- Registration is **free**.\n"
        "- Register again whenever you move. Questions: 0571-87280185."
    ),
    "zh": (
        "入住后**24小时内**，请到住处所在地的派出所办理住宿登记。\n\n"
        "1. 携带**护照**和租房合同。\n2. 前往所在地派出所，或在网上办理。\n"
        "3. 保存好登记表，办理居留许可时需要。\n\n- 登记**免费**。\n- 每次搬家都要重新登记。"
    ),
    "ar": (
        "سجّل عنوانك في مركز الشرطة الأقرب إلى سكنك **خلال 24 ساعة** من الانتقال إليه.\n\n"
        "1. خذ معك **جواز السفر** وعقد الإيجار.\n2. اذهب إلى مركز الشرطة في منطقتك.\n"
        "3. احتفظ باستمارة التسجيل.\n\n- التسجيل **مجاني**.\n- للاستفسار: 0571-87280185."
    ),
    "ja": (
        "入居後**24時間以内**に、お住まいの地域の派出所で住宿登記をしてください。\n\n"
        "1. **パスポート**と賃貸契約書を持参します。\n2. 地域の派出所で手続きします。\n"
        "3. 登記票を保管してください。\n\n- 手数料は**無料**です。"
    ),
}

_PLACE_NAMES = {
    "en": "Hangzhou Exit-Entry Administration",
    "zh": "杭州市公安局出入境管理局",
    "ar": "إدارة الدخول والخروج في هانغتشو",
    "ja": "杭州市公安局出入境管理局",
}


def canned_answer(message: InboundMessage) -> Sequence[OutboundMessage]:
    """An answer of the type whose name the text (or the payload) contains; else a full answer."""
    found = message.language or identify(message.text, prior=message.locale).language
    language = next((code for code in (found, message.locale) if code in _TEXTS), "en")
    words = f"{message.text} {message.payload or ''}".lower()
    for word, answer in _BY_WORD.items():
        if word in words:
            return [answer(language)]
    return [full_answer(language)]


def full_answer(language: str) -> OutboundMessage:
    """A card with everything: steps, points, a place, an article and a source."""
    return _message(
        _TEXTS[language],
        language,
        "answer",
        entry="guide:register-address",
        topic="residence",
        confidence=0.91,
        citations=_citations(language),
        places=[_place(language)],
    )


def _message(
    text: str, language: str, kind: str, *buttons: Button, **more: object
) -> OutboundMessage:
    return OutboundMessage("", text, buttons, {"type": kind, "language": language, **more})


def _citations(language: str) -> list[dict[str, object]]:
    return [
        {
            "kind": "article",
            "number": 39,
            "title": {"zh": "第三十九条", "ja": "第39条"}.get(language, "Article 39"),
            "version": "2018 text, amended 2023",
            "text_zh": "第三十九条 公安等部门应当优化外籍人员居留、工作许可流程，提高办事效率。",
            "translation": None
            if language == "zh"
            else "Public security and other departments shall improve residence procedures.",
        },
        {
            "kind": "source",
            "title": "Exit and Entry Administration Law",
            "url": "https://example.org/law",
            "as_of": "2025-06-01",
        },
    ]


def _place(language: str) -> dict[str, object]:
    return {
        "id": "place:exit-entry",
        "name": _PLACE_NAMES[language],
        "name_zh": _PLACE_NAMES["zh"],
        "address": "169 Wujiang Road, Shangcheng District",
        "address_zh": "杭州市上城区婺江路169号",
        "district": "shangcheng",
        "phones": [
            {"number": "0571-87280185", "note": "Front desk"},
            {"number": "12367", "note": "24 h"},
        ],
        "hours": "Mon–Fri 9:00–12:00, 14:00–17:00",
        "languages": ["zh", "en"],
        "url": "https://example.org/office",
        "as_of": "2025-06-01",
    }


def _abstain(language: str) -> OutboundMessage:
    return _message(
        "I have no reliable answer to this. The city hotline **12345** can help.",
        language,
        "abstain",
        Button("Talk to a person", "/talk_to_person"),
    )


def _clarify(language: str) -> OutboundMessage:
    return _message(
        "Which do you mean?",
        language,
        "clarify",
        Button("Extend my residence permit", "/choose{guide:extend}"),
        Button("Replace a lost residence permit", "/choose{guide:replace}"),
        Button("Something else", "/choose{none}"),
    )


def _emergency(language: str) -> OutboundMessage:
    return _message(
        "Call **120** for an ambulance now. Say where you are.",
        language,
        "emergency",
        numbers=[{"number": "120", "label": "Ambulance"}, {"number": "110", "label": "Police"}],
        say={"zh": "我需要救护车，地址是……", "pinyin": "Wǒ xūyào jiùhùchē, dìzhǐ shì …"},
    )


def _form(language: str) -> OutboundMessage:
    return _message(
        "On which day did you enter China?",
        language,
        "form",
        Button("Stop", "/stop"),
        form="residence_deadline",
        slot="entry_date",
        input={"kind": "date", "max": "2026-12-31"},
        progress={"answered": 1, "total": 5},
    )


def _number(language: str) -> OutboundMessage:
    return _message(
        "How many years have you worked since your degree?",
        language,
        "form",
        slot="years",
        input={"kind": "number", "min": 0, "max": 60},
        progress={"answered": 2, "total": 5},
    )


def _yes_no(language: str) -> OutboundMessage:
    return _message(
        "Is your degree from a Chinese university?",
        language,
        "form",
        slot="chinese_degree",
        input={"kind": "yes_no"},
        progress={"answered": 3, "total": 5},
    )


def _choice(language: str) -> OutboundMessage:
    return _message(
        "What is your highest degree?",
        language,
        "form",
        Button("Bachelor", "bachelor"),
        Button("Master", "master"),
        Button("Doctor", "doctor"),
        slot="degree",
        input={"kind": "choice"},
        progress={"answered": 4, "total": 5},
    )


def _result(language: str) -> OutboundMessage:
    return _message(
        "You have **72 points**: category B.",
        language,
        "result",
        title="Work permit points",
        total={"value": 72, "label": "points: category B"},
        rows=[
            {"label": "Salary", "value": 17, "note": "260 000 yuan a year"},
            {"label": "Degree", "value": 15},
        ],
        dates=[{"label": "Apply before", "date": "2026-12-24", "note": "30 days before it ends"}],
        checklist=["Passport", {"label": "Contract", "note": "the original"}, "Photo"],
    )


def _waiting(language: str) -> OutboundMessage:
    return _message(
        "You are in the queue.",
        language,
        "handoff",
        state="waiting",
        position=2,
        expected_wait=240,
    )


def _agent(language: str) -> OutboundMessage:
    return _message(
        "Hello, how can I help?", language, "handoff", state="with_agent", agent="Li Na"
    )


def _notice(language: str) -> OutboundMessage:
    return _message("You are welcome!", language, "notice")


def _hostile(language: str) -> OutboundMessage:
    return _message(
        f"{HTML} **{HTML}**\n\n1. {HTML}",
        language,
        "answer",
        Button(HTML, HTML),
        citations=[{"kind": "source", "title": HTML, "url": "javascript:alert(1)", "as_of": HTML}],
        places=[{"id": "x", "name": HTML, "name_zh": HTML, "url": "javascript:alert(1)"}],
    )


def _changed(_: str) -> OutboundMessage:
    return _message("はい、日本語でお答えします。", "ja", "notice", changed_to="ja")


_BY_WORD = {
    "in japanese": _changed,
    "html": _hostile,
    "abstain": _abstain,
    "clarify": _clarify,
    "emergency": _emergency,
    "form": _form,
    "number": _number,
    "yes or no": _yes_no,
    "choice": _choice,
    "points": _result,
    "talk_to_person": _waiting,
    "agent": _agent,
    "thanks": _notice,
}
