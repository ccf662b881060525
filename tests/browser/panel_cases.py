"""Conversations for the panel's browser tests: what the desk would hold on a busy morning."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

Json = dict[str, Any]

AGENTS: list[Json] = [
    {
        "id": "1" * 32,
        "name": "one",
        "display_name": "坐席一",
        "role": "agent",
        "languages": ["zh", "en", "ar"],
        "presence": "online",
    },
    {
        "id": "2" * 32,
        "name": "two",
        "display_name": "坐席二",
        "role": "supervisor",
        "languages": ["zh", "ko", "ja"],
        "presence": "online",
    },
]
LIMITS = {"amber_seconds": 120, "red_seconds": 300}

REGISTER = {
    "zh": "**24小时内**到住处所在地派出所登记。\n\n"
    "1. 带护照和租房合同。\n2. 房东或亲友也可以陪同办理。",
    "ar": "سجّل عنوانك لدى مركز الشرطة **خلال 24 ساعة** من الوصول.\n\n"
    "1. خذ جواز السفر وعقد الإيجار.\n"
    "2. يمكن أن يرافقك صاحب السكن.",
    "en": "Register at the police station of your area **within 24 hours** of arriving.\n\n"
    "1. Take your passport and the lease.\n2. Your landlord or host may come along.",
    "ko": "도착 후 **24시간 이내**에 관할 파출소에서 등록하세요.\n\n"
    "1. 여권과 임대차 계약서를 가져가세요.\n2. 집주인이 함께 가도 됩니다.",
}
TITLES = {
    "zh": "住宿登记",
    "ar": "تسجيل العنوان",
    "en": "Register your address",
    "ko": "주소 등록",
}
CITATIONS: list[Json] = [
    {
        "kind": "article",
        "number": 39,
        "title": "第三十九条",
        "text_zh": "第三十九条 外国人在旅馆以外的其他住所居住或者住宿的,应当按照规定办理登记。",
        "translation": None,
    },
    {
        "kind": "source",
        "title": "Exit and Entry Administration Law, Article 39",
        "url": "https://example.org/law",
        "as_of": "2026-11-23",
    },
]
PLACES: list[Json] = [
    {
        "id": "place:exit-entry",
        "name": "Exit-Entry Administration",
        "name_zh": "杭州市公安局出入境管理局",
        "address": "169 Wujiang Road, Shangcheng",
        "address_zh": "上城区婺江路169号",
        "phones": [{"number": "0571-87280185", "note": None}],
        "hours": "Mo-Fr 09:00-12:00, 13:30-17:00",
        "languages": ["zh", "en"],
    }
]


def moment(seconds_ago: float = 0) -> str:
    """A time so many seconds ago."""
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds_ago)).isoformat()


def row(identity: str, **changes: Any) -> Json:
    """A row of the queue."""
    return {
        "id": identity,
        "channel": "webchat",
        "language": "en",
        "topic": "residence",
        "state": "bot",
        "urgent": False,
        "emergency": None,
        "reason": None,
        "waiting_since": None,
        "since": moment(60),
        "last_at": moment(30),
        "last_text": "How do I register my address?",
        "last_role": "user",
        "agent": None,
        "interpreter": None,
        "interpreter_wanted": None,
        "skill_match": False,
        "position": None,
        "due_at": None,
        "due_state": None,
        "message_left": False,
        "close_reason": None,
        "version": 1,
        **changes,
    }


def waiting(identity: str, seconds: float, **changes: Any) -> Json:
    """A row of somebody who waits."""
    since = moment(seconds)
    return row(
        identity, **{"state": "waiting", "reason": "request", "waiting_since": since, **changes}
    )


def rows() -> list[Json]:
    """The queue as it stands when the tests begin."""
    accident = "أنا في حادث سيارة وابني ينزف، ماذا أفعل؟"
    return [
        waiting("w-en", 420, last_text="They say my registration is late. Will I be fined?"),
        waiting(
            "w-ar", 45, language="ar", skill_match=True, last_text="كيف أسجّل عنواني في هانغتشو؟"
        ),
        waiting(
            "w-ko",
            150,
            channel="wechat",
            language="ko",
            topic="health",
            last_text="아이가 열이 나요. 어느 병원에 가야 하나요?",
        ),
        waiting(
            "w-urgent",
            20,
            language="ar",
            topic="emergency",
            urgent=True,
            emergency="traffic",
            reason="danger",
            skill_match=True,
            last_text=accident,
        ),
        waiting(
            "w-left",
            7200,
            channel="wechat",
            language="fr",
            topic="work",
            message_left=True,
            due_at=moment(-3600),
            due_state="soon",
            last_text="Mon permis de travail expire lundi, rappelez-moi s'il vous plaît.",
        ),
        row("b-ja", language="ja", topic="health", last_text="英語が通じる病院はありますか"),
        row("b-ru", language="ru", topic="work", last_text="Сколько стоит разрешение на работу?"),
        row("c-de", language="de", state="closed", close_reason="solved", last_text="Vielen Dank!"),
    ]


def message(number: int, role: str, text: str, language: str, **changes: Any) -> Json:
    """One message of a transcript."""
    return {
        "id": f"m-{number}-{role}-{abs(hash(text)) % 10**8}",
        "number": number,
        "role": role,
        "agent": None,
        "text": text,
        "text_zh": None,
        "language": language,
        "at": moment(max(0, 400 - number * 10)),
        "type": None,
        "entry": None,
        "entry_title_zh": None,
        "entry_title": None,
        "citations": None,
        "places": None,
        "delivery": None,
        "translation": None,
        "buttons": [],
        **changes,
    }


def transcript(of: Json) -> list[Json]:
    """What was said before: a question, the bot's answer, the wish for a person."""
    language = of["language"]
    answer = REGISTER.get(language, REGISTER["en"])
    return [
        message(
            1,
            "user",
            of["last_text"],
            language,
            translation={
                "text": "我怎样登记住址?",
                "language": "zh",
                "provider": "example",
            }
            if language == "ar"
            else None,
        ),
        message(
            2,
            "bot",
            answer,
            language,
            text_zh=REGISTER["zh"],
            type="answer",
            entry="guide:register-address",
            entry_title_zh=TITLES["zh"],
            entry_title=TITLES["en"],
            citations=CITATIONS,
            places=PLACES,
            delivery="sent",
            buttons=[{"title": TITLES.get(language, TITLES["en"]), "payload": "/more"}],
        ),
        message(
            3,
            "system",
            TALKING_SOON.get(language, TALKING_SOON["en"]),
            language,
            text_zh=TALKING_SOON["zh"],
            type="handoff",
        ),
    ]


TALKING_SOON = {
    "zh": "已为您请求人工接待,请稍候。",
    "en": "A person has been asked for. Please wait.",
    "ar": "طُلب لك موظف. يُرجى الانتظار.",
}
TRANSLATED = {
    ("请您明天上午来。", "ar"): "يرجى الحضور صباح الغد.",
    ("يرجى الحضور صباح الغد.", "zh"): "请明天上午到场。",
}
SUMMARY: Json = {
    "who": "留学生,叙利亚",
    "where": "西湖区",
    "document": None,
    "deadline": None,
    "asked": ["怎样登记住址"],
    "missing": ["document", "deadline"],
    "text_zh": "来访者(阿拉伯语)住在西湖区,询问住宿登记。"
    "机器人已告知须在规定时间内到派出所登记。\n尚缺:证件、期限。",
}


def suggestions(language: str, query: str) -> list[Json]:
    """What the assist finds, in the language and in Chinese."""
    if "nothing" in query:
        return []
    spoken = language if language in REGISTER else "en"
    found = {
        "id": f"s-{language}-1",
        "entry": "guide:register-address",
        "kind": "guide",
        "title": TITLES[spoken],
        "title_zh": TITLES["zh"],
        "text": REGISTER[spoken],
        "text_zh": REGISTER["zh"],
        "language": spoken,
        "confidence": 0.91,
        "citations": CITATIONS,
        "places": PLACES,
    }
    late = {
        **found,
        "id": f"s-{language}-2",
        "entry": "guide:late-registration",
        "title_zh": "错过登记期限",
        "title": "You missed the registration deadline",
        "confidence": 0.42,
        "places": [],
        "text_zh": "尽快前往,并说明原因。",
        "text": "Go now and explain why." if spoken == "en" else REGISTER[spoken],
    }
    return [found, late]
