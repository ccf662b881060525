"""A place as a person sees it: in lines of text, and as a card of the HTTP API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from knowledge.help_numbers import help_numbers
from knowledge.hours import format_hours
from knowledge.library import Library
from knowledge.model.place import Phone, Place
from knowledge.model.record import UNDATED
from nlu.catalogues import sentences

NAMED_LANGUAGES: Final = frozenset(
    {"zh", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "vi", "th", "it"}
)
"""Languages spoken at places that the catalogue has names for."""


def place_lines(library: Library, place: Place, language: str) -> Iterator[str]:
    """Its name, what is known of it, and how old that is: paragraphs of Markdown-lite text."""
    say = sentences().say
    name = place.name(language)
    chinese = place.names["zh"]
    yield f"**{name}**" + (f" ({chinese})" if chinese != name else "")
    facts = []
    if place.phones:
        numbers = (_phone_text(phone, language) for phone in place.phones)
        facts.append((say("place.phone", language), ", ".join(numbers)))
    address = " · ".join(part for part in (place.address.en, place.address.zh) if part)
    if language == "zh":
        address = place.address.zh or ""
    if address:
        facts.append((say("place.address", language), address))
    if place.hours:
        facts.append((say("place.hours", language), format_hours(place.hours, language)))
    known = [
        say(f"language.{code}", language) for code in place.languages if code in NAMED_LANGUAGES
    ]
    if known:
        facts.append((say("place.languages", language), ", ".join(known)))
    if place.urls:
        facts.append((say("place.website", language), place.urls[0]))
    if facts:
        yield "\n".join(f"- {label}: {value}" for label, value in facts)
    if not place.phones:
        yield say("place.no_phone", language, **help_numbers(library))
    if place.source.date == UNDATED:
        yield say("place.undated", language)
    else:
        yield say("place.as_of", language, date=place.source.date)


def _phone_text(phone: Phone, language: str) -> str:
    purpose = _phone_purpose(phone, language)
    return f"{phone.number} ({purpose})" if purpose else phone.number


def _phone_purpose(phone: Phone, language: str) -> str | None:
    return sentences().say(f"phone.{phone.label}", language) if phone.label else None


def describe_place(place: Place, language: str) -> dict[str, Any]:
    """A place as `custom.places` of the HTTP API has it."""
    return {
        "id": f"place:{place.id}",
        "kind": place.kind,
        "name": place.name(language),
        "name_zh": place.names["zh"],
        "address": place.address.en if language != "zh" else place.address.zh,
        "address_zh": place.address.zh,
        "district": place.district,
        "phones": [
            {"number": phone.number, "note": _phone_purpose(phone, language)}
            for phone in place.phones
        ],
        "hours": format_hours(place.hours, language) if place.hours else None,
        "languages": place.languages,
        "url": place.urls[0] if place.urls else None,
        "as_of": place.as_of.isoformat(),
        "source": {"title": place.source.title, "url": place.source.url, "date": place.source.date},
    }
