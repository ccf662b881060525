"""The commands that the buttons of a search for a place carry, and which values they may have."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from actions.places.search import MATTERS, OFFICES
from knowledge.model.place_words import DISTRICTS
from nlu.place_words import ANYWHERE

FIND: Final = "find_place"
MORE: Final = "/show_more"
RELAX: Final = f"/{FIND}"
ANY_AGE: Final = "any"

_PERMITTED: Final[Mapping[str, frozenset[str]]] = {
    "district": frozenset((*DISTRICTS, ANYWHERE)),
    "office": frozenset(OFFICES),
    "offer": frozenset(MATTERS),
    "age": frozenset((ANY_AGE,)),
}


def find_payload(key: str, value: str) -> str:
    """The command that answers a question of the search.

    >>> find_payload("district", "xihu")
    '/find_place{"district": "xihu"}'
    """
    return f"/{FIND}" + json.dumps({key: value})


def is_find(values: Mapping[str, Any]) -> bool:
    """Whether these are the values of an answer; none at all: look without the last wish.

    >>> is_find({"district": "xihu"}), is_find({}), is_find({"district": "paris"})
    (True, True, False)
    """
    return len(values) <= 1 and all(
        isinstance(value, str) and value in _PERMITTED.get(key, ()) for key, value in values.items()
    )
