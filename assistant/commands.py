"""Commands that a button may carry. Anything else that begins with a slash is a person's words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from actions.forms.commands import ANSWER, CHANGE, is_answer, is_change
from actions.forms.definition import all_forms
from actions.forms.understanding import CONTROLS
from actions.places.commands import FIND, MORE, is_find
from nlu.languages import LANGUAGES

DELETE: Final = "/delete_conversation"
DELETE_LINKED: Final = '/delete_conversation{"linked": true}'
"""Also the person's conversations on other channels: the answer to the question about them."""
EXPORT: Final = "/export_conversation"
BACK: Final = "/back_to_bot"
CANCEL: Final = "/cancel_handoff"
BRING: Final = "/bring_conversation"
LINK: Final = "/link_conversation"
REFUSE_LINK: Final = "/refuse_link"
"""These the conversation carries out itself; the others go to the dialogue."""

_COMMAND: Final = re.compile(r"/([a-z_]{1,40})(\{.{0,400}\})?", re.DOTALL)
_ENTRY: Final = re.compile(r"(guide|place|article):[a-z0-9-]{1,100}")
_CODE: Final = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}")


def _is_entry(values: Mapping[str, Any]) -> bool:
    entry = values.get("entry")
    return values.keys() == {"entry"} and isinstance(entry, str) and bool(_ENTRY.fullmatch(entry))


def _is_language(values: Mapping[str, Any]) -> bool:
    return values.keys() == {"language"} and values["language"] in LANGUAGES


def _is_nothing(values: Mapping[str, Any]) -> bool:
    return not values


def _is_code(values: Mapping[str, Any]) -> bool:
    code = values.get("code")
    return values.keys() == {"code"} and isinstance(code, str) and bool(_CODE.fullmatch(code))


_PERMITTED: Final[Mapping[str, Callable[[Mapping[str, Any]], bool]]] = {
    "show_entry": _is_entry,
    "change_language": _is_language,
    "request_human": _is_nothing,
    DELETE[1:]: lambda values: not values or values == {"linked": True},
    BRING[1:]: _is_code,
    LINK[1:]: _is_code,
    REFUSE_LINK[1:]: _is_nothing,
    EXPORT[1:]: _is_nothing,
    BACK[1:]: _is_nothing,
    CANCEL[1:]: _is_nothing,
    ANSWER: is_answer,
    CHANGE: is_change,
    FIND: is_find,
    MORE[1:]: _is_nothing,
    **dict.fromkeys(CONTROLS, _is_nothing),
    **{form.name: _is_nothing for form in all_forms()},
}


def parse_command(text: str) -> str | None:
    """The command in the form that Rasa reads, or None where the text is none of those permitted.

    >>> parse_command('/show_entry{"entry": "guide:overstay"}')
    '/show_entry{"entry": "guide:overstay"}'
    >>> parse_command("/restart") is None
    True
    """
    match = _COMMAND.fullmatch(text.strip())
    if match is None or match.group(1) not in _PERMITTED:
        return None
    try:
        values = json.loads(match.group(2) or "{}")
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or not _PERMITTED[match.group(1)](values):
        return None
    return f"/{match.group(1)}" + (json.dumps(values) if values else "")


def values_of(command: str) -> Mapping[str, Any]:
    """The values that a parsed command carries.

    >>> values_of('/show_entry{"entry": "guide:overstay"}')
    {'entry': 'guide:overstay'}
    """
    _, brace, rest = command.partition("{")
    values: Mapping[str, Any] = json.loads(brace + rest) if brace else {}
    return values
