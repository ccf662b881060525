"""What channels say alike: choices that stand for words, and sentences in a person's language."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from connectors.protocol import Button
from nlu.catalogues import sentences
from nlu.entities import district

ASK: Final = "ask:"
"""Begins the payload of a choice that stands for words: they are asked as if typed."""

_NEARBY: Final = ("hospital", "exit_entry", "government", "school", "legal", "transport")
_CITY: Final = ("杭州", "hangzhou")
_NOT_A_COMMAND: Final = "\u200b"
_HASHED: Final = "#"
_HASH_DIGITS: Final = 32


def whats_near(district: str, language: str) -> tuple[str, tuple[Button, ...]]:
    """A question what the person looks for in a district, and choices of it."""
    say = sentences().say
    name = say(f"district.{district}", language)
    kinds = [say(f"kind.{kind}", language) for kind in _NEARBY]
    choices = tuple(Button(kind, f"{ASK}{kind}, {name}") for kind in kinds)
    return say("wechat.location.found", language, district=name), choices


def located(label: str) -> str | None:
    """The district of Hangzhou that the label of a location names.

    >>> located("浙江省杭州市西湖区文三路")
    'xihu'
    >>> located("北京市西城区") is None
    True
    """
    folded = label.casefold()
    return district(label) if any(city in folded for city in _CITY) else None


def own_words(text: str) -> str:
    """The text such that nothing takes it for a command, whatever it begins with."""
    return _NOT_A_COMMAND + text if text.startswith("/") else text


def in_own_language(key: str, language: str | None) -> str:
    """A sentence in the person's language; in Chinese and English where it is not known yet."""
    say = sentences().say
    if language is None:
        return f"{say(key, 'zh')}\n{say(key, 'en')}"
    return say(key, language)


def short_payload(payload: str, longest: int) -> str:
    """What a button carries: the payload, or its hash where it has more than `longest` bytes.

    >>> short_payload("/request_human", 64)
    '/request_human'
    """
    content = payload.encode("utf-8", "replace")
    if 0 < len(content) <= longest:
        return payload
    return _HASHED + hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]


def recalled(title: str, payload: str, choices: Sequence[Button]) -> Button:
    """The choice that a pressed button stands for; its title alone where its hash is forgotten."""
    if not payload.startswith(_HASHED):
        return Button(title or payload, payload)
    for choice in choices:
        if short_payload(choice.payload, 0) == payload:
            return choice
    return Button(title, "")
