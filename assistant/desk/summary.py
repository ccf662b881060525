"""The case in a few Chinese lines, made of what is known: nothing is guessed or worded anew.

Where comes from a district that the person or a form named; which document and what was asked from
the entries that answered; who and the deadline from what forms were told. What is not known is
named as missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from babel import Locale

from assistant.storage.records import MessageRecord
from nlu.catalogues import sentences
from nlu.entities import district

Json = dict[str, Any]

DOCUMENTS: Final = (
    "居留许可",
    "工作许可",
    "永久居留",
    "住宿登记",
    "停留证件",
    "签证",
    "护照",
    "驾驶证",
    "社会保障卡",
)
"""Documents by the official terms with which titles of entries name them."""

_WHO: Final = ("nationality", "person", "purpose", "occupation", "family")
_DEADLINE: Final = ("deadline", "expiry", "expires", "until", "due", "arrival", "leave_by")
_MOST_ASKED: Final = 8
_LONGEST: Final = 80


def summarise(
    language: str | None,
    messages: Sequence[MessageRecord],
    titles: Mapping[str, str],
    values: Mapping[str, Any],
    district_names: Mapping[str, str],
) -> Json:
    """The summary, as `docs/panel-api.md` describes it.

    `titles` are the Chinese titles of the entries that answered; `values` what forms were told, by
    slot; `district_names` the Chinese names of districts.
    """
    answered = [m.entry for m in messages if m.role == "bot" and m.entry]
    asked = list(dict.fromkeys(titles[entry] for entry in answered if entry in titles))
    parts: Json = {
        "who": _who(language, values),
        "where": _where(messages, values, district_names),
        "document": _document(asked),
        "deadline": _deadline(messages, values),
        "asked": asked[-_MOST_ASKED:],
    }
    missing = [name for name in ("who", "where", "document", "deadline") if not parts[name]]
    return {**parts, "missing": missing, "text_zh": _text(parts, missing)}


def _who(language: str | None, values: Mapping[str, Any]) -> str | None:
    known = [_plain(value) for name, value in values.items() if _about(name, _WHO)]
    if language is not None:
        named = Locale.parse("zh").languages.get(language, language)
        known.append(sentences("handoff").say("summary.speaks", "zh", name=named))
    return "、".join(known) or None


def _where(
    messages: Sequence[MessageRecord], values: Mapping[str, Any], names: Mapping[str, str]
) -> str | None:
    told = [value for name, value in values.items() if _about(name, ("district",))]
    said = [district(m.text) for m in reversed(messages) if m.role == "user"]
    found = next((str(one) for one in [*told, *said] if one), None)
    return names.get(found, found) if found else None


def _document(asked: Sequence[str]) -> str | None:
    named = [term for title in reversed(asked) for term in DOCUMENTS if term in title]
    return "、".join(dict.fromkeys(named)) or None


def _deadline(messages: Sequence[MessageRecord], values: Mapping[str, Any]) -> str | None:
    for message in reversed(messages):
        custom = (message.content or {}).get("custom") or {}
        found = custom.get("deadline") or custom.get("due")
        if message.role == "bot" and isinstance(found, str):
            return found[:_LONGEST]
    told = [_plain(value) for name, value in values.items() if _about(name, _DEADLINE)]
    return next((one for one in told if _is_date(one)), None)


def _about(slot: str, words: Sequence[str]) -> bool:
    """Whether a slot's name is one of the words, or ends in one (`hospital_district`)."""
    return any(slot == word or slot.endswith(f"_{word}") for word in words)


def _plain(value: Any) -> str:
    return str(value)[:_LONGEST]


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


def _text(parts: Mapping[str, Any], missing: Sequence[str]) -> str:
    say = sentences("handoff").say
    lines = [
        f"{say(f'summary.{name}', 'zh')}：{parts[name]}"
        for name in ("who", "where", "document", "deadline")
        if parts[name]
    ]
    if parts["asked"]:
        lines.append(f"{say('summary.asked', 'zh')}：{'；'.join(parts['asked'])}")
    if missing:
        names = "、".join(say(f"summary.{name}", "zh") for name in missing)
        lines.append(f"{say('summary.missing', 'zh')}：{names}")
    return "\n".join(lines)
