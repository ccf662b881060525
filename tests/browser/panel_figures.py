"""What insight and content show in the panel's tests, and the phrasebook of the repository."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from knowledge.phrasebook import load_phrasebook
from tests.browser.panel_cases import moment

Json = dict[str, Any]

_MESSAGES = (31, 44, 38, 52, 47, 61, 29, 35, 58, 66, 49, 71, 64, 80)


@lru_cache(maxsize=1)
def phrasebook() -> Json:
    """The phrasebook, as the interface gives it."""
    groups = [
        {
            "id": group.id,
            "title_zh": group.title.zh,
            "title_en": group.title.en,
            "phrases": [
                {"id": phrase.id, "key": phrase.id, "texts": phrase.texts}
                for phrase in group.phrases
            ],
        }
        for group in load_phrasebook()
    ]
    return {"groups": groups}


INSIGHT: Json = {
    "from": "2026-11-10",
    "to": "2026-11-23",
    "unanswered": [
        {
            "text": "Can I bring my dog to Hangzhou?",
            "count": 9,
            "language": "en",
            "last_at": moment(),
        },
        {"text": "هل يمكنني العمل كمتطوع؟", "count": 4, "language": "ar", "last_at": moment(90000)},
        {
            "text": "자전거 등록은 어디서 하나요?",
            "count": 2,
            "language": "ko",
            "last_at": moment(200000),
        },
    ],
    "topics": [
        {"topic": "residence", "count": 212},
        {"topic": "work", "count": 148},
        {"topic": "health", "count": 97},
        {"topic": "education", "count": 41},
        {"topic": "money", "count": 22},
    ],
    "languages": [
        {"language": "en", "count": 240},
        {"language": "ar", "count": 96},
        {"language": "ko", "count": 88},
        {"language": "ja", "count": 51},
        {"language": "ru", "count": 34},
        {"language": "fr", "count": 12},
    ],
    "handoffs": [
        {
            "reason": reason,
            "asked": asked,
            "taken": asked - 3,
            "left_message": 2,
            "cancelled": 1,
            "unavailable": 0,
        }
        for reason, asked in (("request", 41), ("failures", 17), ("danger", 5))
    ],
    "waiting": {"p50": 74, "p90": 268, "count": 58},
    "satisfaction": {"up": 132, "down": 19, "share": 0.874},
    "by_day": [
        {
            "day": f"2026-11-{10 + number:02}",
            "messages": messages,
            "conversations": messages // 2,
            "answered": messages - messages // 9,
            "unanswered": messages // 9,
            "handoffs": messages // 12,
        }
        for number, messages in enumerate(_MESSAGES)
    ],
}

AUDIT: list[Json] = [
    {
        "number": number,
        "at": moment(3600 - 60 * number),
        "agent_id": "1" * 32,
        "agent_name": "one",
        "action": ("sign-in", "take", "answer", "return")[number % 4],
        "subject": None if number % 4 == 0 else "w-ar",
        "details": {"by": "password"} if number % 4 == 0 else {},
        "previous": "",
        "hash": "",
    }
    for number in range(40)
]

CONTENT: list[Json] = [
    {
        "id": f"guide:example-{number}" if number else "guide:register-address",
        "kind": "place" if number % 3 == 1 else "guide",
        "topic": ("residence", "health", "work")[number % 3],
        "title_zh": f"示例条目{number}" if number else "住宿登记",
        "title_en": f"Example {number}" if number else "Register your address",
        "facts": [
            {
                "id": f"rg-{number:02}",
                "as_of": "2026-11-23",
                "review_by": "2026-05-23" if number % 7 == 3 else "2027-05-23",
                "stale": number % 7 == 3,
            }
        ],
        "as_of": "2026-11-23",
        "stale": number % 7 == 3,
    }
    for number in range(300)
]
