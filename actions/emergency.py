"""What is said in an emergency, before and without any model.

The conversation asks here first, whatever else is going on: a form, an agent, a failed index.
"""

from __future__ import annotations

from typing import Any

from knowledge.emergencies import first_aid
from knowledge.help_numbers import help_numbers
from knowledge.library import Library
from knowledge.model.place import Place
from knowledge.place_card import describe_place
from nlu.catalogues import sentences
from nlu.emergencies import EmergencyKind
from nlu.languages import answer_language

DOMAIN = "emergency"
_HOSPITAL_KINDS = frozenset({"medical", "traffic"})


def emergency_message(
    library: Library, kind: EmergencyKind, language: str, district: str | None = None
) -> dict[str, Any]:
    """Whom to call now and what to say there, as a message of the dialogue.

    `district` is where the person is, if that is known: a hospital there is named whose record
    has an emergency department, and none otherwise.
    """
    say, aid, numbers = sentences(DOMAIN).say, first_aid()[kind], help_numbers(library)
    spoken = {"say": aid.say.zh, "pinyin": aid.say.pinyin}
    parts = [
        say(kind, language, **numbers),
        say(f"say.{kind}", language, **spoken),
        say("on_the_line", language),
    ]
    hospital = emergency_hospital(library, district) if kind in _HOSPITAL_KINDS else None
    if hospital is not None:
        where = sentences().say(f"district.{district}", language)
        name = _both_names(hospital, language)
        parts.append(say("nearest", language, district=where, name=name))
    custom: dict[str, Any] = {
        "type": "emergency",
        "language": answer_language(language),
        "kind": kind,
        "numbers": [
            {"number": numbers[name], "label": say(f"number.{name}", language)} for name in aid.call
        ],
        "say": {"zh": aid.say.zh, "pinyin": aid.say.pinyin},
        "places": [describe_place(hospital, language)] if hospital is not None else [],
        "alert": kind,
    }
    if kind == "self_harm":
        custom["request_handoff"] = "danger"
    return {"text": "\n\n".join(parts), "custom": custom}


def unsure_message(library: Library, language: str) -> dict[str, Any]:
    """The numbers in one line, before the answer, where it may be an emergency."""
    text = sentences(DOMAIN).say("unsure", language, **help_numbers(library))
    return {"text": text, "custom": {"type": "notice", "language": answer_language(language)}}


def emergency_hospital(library: Library, district: str | None) -> Place | None:
    """A hospital in the district whose record says that it has an emergency department; one with
    a telephone number first."""
    found = [
        place
        for place in library.places.values()
        if place.kind == "hospital" and place.district == district and "emergency" in place.offers
    ]
    return min(found, key=lambda place: (not place.phones, place.id), default=None)


def _both_names(place: Place, language: str) -> str:
    name, chinese = place.name(language), place.names["zh"]
    return name if name == chinese else f"{name} ({chinese})"
