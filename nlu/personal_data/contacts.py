"""E-mail addresses and WeChat ids."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import regex

from nlu.patterns import Pattern, compiled
from nlu.personal_data.words import AFTER, BEFORE, Spans, words

_EMAIL: Final = compiled(
    r"(?<![\w.+-])[\w][\w.+'-]{0,63}@(?:[\w](?:[\w-]{0,61}[\w])?\.){1,5}\p{L}{2,24}"
)


def emails(text: str) -> Spans:
    return (match.span() for match in _EMAIL.finditer(text))


_WECHAT_ID: Final = r"[A-Za-z][A-Za-z0-9_-]{5,19}"
_WECHAT_BY_ITSELF: Final = compiled(rf"{BEFORE}wxid_[A-Za-z0-9]{{6,20}}{AFTER}", regex.I)


@lru_cache(maxsize=1)
def _wechat_named() -> Pattern:
    cue = "|".join(map(regex.escape, words("wechat")))
    verb = "|".join(map(regex.escape, words("is")))
    told = rf"(?P<told>[^:\n.!?]{{0,16}}[:=][ ]?|[ ]?(?:-?id|号|番号|아이디)?[ ]?(?:{verb})[ ]?)"
    near = r"[^:\n.!?]{0,14}?"
    pattern = rf"(?:{cue})(?:{told}|{near}){BEFORE}(?P<id>{_WECHAT_ID}){AFTER}"
    return compiled(pattern, regex.I)


def wechat_ids(text: str) -> Spans:
    yield from (match.span() for match in _WECHAT_BY_ITSELF.finditer(text))
    for match in _wechat_named().finditer(text):
        name = match.group("id")
        has_sign = any(letter.isdigit() or letter == "_" for letter in name)
        if name.lower() not in words("not-wechat") and (match.group("told") or has_sign):
            yield match.span("id")
