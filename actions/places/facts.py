"""Single facts of a place that people ask for: its phones, hours, languages, address."""

from __future__ import annotations

from typing import Final

from knowledge.model.place import Place
from knowledge.place_card import NAMED_LANGUAGES, describe_place
from nlu.catalogues import sentences
from nlu.follow_ups import Asked

DOMAIN: Final = "dialogue"


def has_fact(place: Place, asked: Asked) -> bool:
    """Whether what is asked for is known of the place."""
    if asked == "languages":
        return bool(set(place.languages) & NAMED_LANGUAGES)
    if asked == "phone":
        return bool(place.phones)
    return bool(place.hours) if asked == "hours" else bool(place.address.zh or place.address.en)


def fact_line(place: Place, asked: Asked, language: str) -> str:
    """The place's name and what is asked for, in Markdown-lite."""
    card = describe_place(place, language)
    name, chinese = card["name"], card["name_zh"]
    title = f"**{name}**" if name == chinese else f"**{name}** ({chinese})"
    if asked == "phone":
        noted = (
            f"{p['number']} ({p['note']})" if p["note"] else p["number"] for p in card["phones"]
        )
        return f"{title}: {', '.join(noted)}"
    if asked == "hours":
        return f"{title}: {card['hours']}"
    if asked == "languages":
        codes = [code for code in place.languages if code in NAMED_LANGUAGES]
        names = [sentences().say(f"language.{code}", language) for code in codes]
        return f"{title}: {sentences(DOMAIN).say('find.comma', language).join(names)}"
    written = dict.fromkeys(part for part in (card["address"], card["address_zh"]) if part)
    return f"{title}: {' · '.join(written)}"
