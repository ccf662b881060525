"""A list of places as a message: a line each in the text, the rest on their cards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.knowledge_base import KnowledgeBase
from actions.message import Button, entry_button, person_button, say
from actions.places.commands import MORE, RELAX
from actions.places.search import AT_ONCE, PlaceSearch
from knowledge.citations import cite
from knowledge.find_places import Found, find_places
from knowledge.help_numbers import help_numbers
from knowledge.model.place import Place
from knowledge.place_card import NAMED_LANGUAGES, describe_place
from knowledge.search import PLACE_TOPICS
from nlu.catalogues import sentences
from nlu.languages import answer_language

DOMAIN = "dialogue"


def say_places(
    dispatcher: CollectingDispatcher, base: KnowledgeBase, search: PlaceSearch, language: str
) -> PlaceSearch:
    """Show the next places of a search; the search after that, with what was shown."""
    found = find_places(base.library, search.wish(language))
    shown = found.places[search.shown : search.shown + AT_ONCE]
    if not shown:
        _say_none(dispatcher, base, search, language, known=bool(found.places))
        return search
    after = replace(search, shown=search.shown + len(shown), asked=None)
    more = after.shown < len(found.places)
    lines = [f"{at}. {_line(place, language)}" for at, place in enumerate(shown, 1)]
    lead = _lead(search, found, shown, language)
    check = sentences(DOMAIN).say("find.check_first", language)
    say(
        dispatcher,
        "answer",
        language,
        "\n\n".join((lead, "\n".join(lines), check)),
        list(_buttons(shown, language, more=more)),
        topic=PLACE_TOPICS[shown[0].kind],
        search=_described(search),
        more=more,
        citations=[cite(place.source) for place in shown],
        places=[describe_place(place, language) for place in shown],
    )
    return after


def wish_text(search: PlaceSearch, language: str) -> str:
    """What is looked for, in a few words: "Hospitals: children, speaks English"."""
    say_own, say_any = sentences(DOMAIN).say, sentences().say
    parts = [say_own(f"offer.{offer}", language) for offer in search.offers]
    if search.language:
        name = say_any(f"language.{search.language}", language)
        parts.append(say_own("find.speaks", language, name=name))
    if search.grade is not None:
        parts.append(say_own("find.grade", language, grade=search.grade))
    elif search.age is not None:
        parts.append(say_own("find.age", language, age=search.age))
    kind = say_own(f"places.{search.wish(None).kind}", language)
    return _labelled(kind, [_listed(parts, language)], language)


def _lead(search: PlaceSearch, found: Found, shown: Sequence[Place], language: str) -> str:
    wish = wish_text(search, language)
    if search.in_district is None:
        return sentences(DOMAIN).say("find.all", language, wish=wish)
    key = "find.in" if found.in_district else "find.nearest"
    if found.in_district and any(place.district != search.in_district for place in shown):
        key = "find.in_and_near"
    district = sentences().say(f"district.{search.in_district}", language)
    return sentences(DOMAIN).say(key, language, district=district, wish=wish)


def _line(place: Place, language: str) -> str:
    """ "**Name** (Chinese name): district; what it offers; languages"."""
    say_own, say_any = sentences(DOMAIN).say, sentences().say
    name, chinese = place.name(language), place.names["zh"]
    title = f"**{name}**" if name == chinese else f"**{name}** ({chinese})"
    district = say_any(f"district.{place.district}", language) if place.district else ""
    offers = [say_own(f"offer.{offer}", language) for offer in place.offers]
    codes = (code for code in place.languages if code in NAMED_LANGUAGES)
    spoken = [say_any(f"language.{code}", language) for code in codes]
    parts = [district, _listed(offers, language), _listed(spoken, language)]
    return _labelled(title, parts, language)


def _labelled(name: str, parts: Sequence[str], language: str) -> str:
    said = [part for part in parts if part]
    if not said:
        return name
    own = sentences(DOMAIN).say
    return own("find.line", language, name=name, facts=own("find.part", language).join(said))


def _listed(words: Sequence[str], language: str) -> str:
    return sentences(DOMAIN).say("find.comma", language).join(words)


def _buttons(places: Sequence[Place], language: str, *, more: bool) -> Iterator[Button]:
    for place in places:
        yield entry_button(place.name(answer_language(language)), f"place:{place.id}")
    if more:
        yield {"title": sentences(DOMAIN).say("find.button.more", language), "payload": MORE}


def _described(search: PlaceSearch) -> Mapping[str, Any]:
    wish = search.wish(None)
    return {
        "kind": wish.kind,
        "district": wish.district,
        "language": wish.language,
        "offers": list(search.offers),
        "age": search.age,
        "grade": search.grade,
    }


def _say_none(
    dispatcher: CollectingDispatcher,
    base: KnowledgeBase,
    search: PlaceSearch,
    language: str,
    *,
    known: bool,
) -> None:
    """Nothing fits, or (`known`) nothing is left of what does: say so, and who can be asked."""
    numbers = help_numbers(base.library)
    own = sentences(DOMAIN).say
    if known:
        text, buttons = own("find.no_more", language, **numbers), [person_button(language)]
    else:
        text = own("find.none", language, wish=wish_text(search, language), **numbers)
        relax: Button = {"title": own("find.button.all", language), "payload": RELAX}
        buttons = [relax, person_button(language)]
    say(dispatcher, "abstain", language, text, buttons, search=_described(search))
