"""Answers in the markup of each platform, in texts that it takes.

The source is Markdown-lite (`connectors.protocol.OutboundMessage`). A text is cut before it is
marked up, so that no markup is ever cut; marking up never makes it longer in the platform's unit.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from connectors.plain_text import details, objects, plain_text
from connectors.protocol import OutboundMessage
from connectors.splitting import Unit, split

_BOLD: Final = re.compile(r"\*\*(\S(?:[^\n]*?\S)?)\*\*")
_SHOWN_AS_BOLD: Final = "\ue000\ue001"
"""Private-use characters that stand for the marks of bold text while the rest is escaped."""
_PRIVATE: Final = re.compile("[\ue000\ue001]")
_MARKED: Final = re.compile(r"(?<![\w/])([*_~])(?=\S)([^\n]*?\S)\1(?![\w/])")
_CODE: Final = re.compile(r"`{1,3}")
_LOOKALIKE: Final = {"*": "∗", "_": "ˍ", "~": "∼"}
_URL: Final = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class Style:
    """How a platform marks up text, and how long a text may be."""

    mark_up: Callable[[str], str]
    longest: int
    unit: Unit = "characters"


@dataclass(frozen=True)
class Contact:
    """A place that can be called."""

    name: str
    numbers: tuple[str, ...]


@dataclass(frozen=True)
class Spot:
    """A place on the map; degrees of WGS 84."""

    latitude: float
    longitude: float
    name: str
    address: str


def texts(markdown: str, style: Style) -> list[str]:
    """The texts of an answer, none empty, none too long."""
    marked = (style.mark_up(part) for part in split(markdown, style.longest, style.unit))
    return [text for text in marked if text.strip()]


def whole(message: OutboundMessage) -> str:
    """All words of a message: its text, and the places, numbers and sources beside it."""
    language = str(message.custom.get("language") or "en")
    return "\n\n".join(part for part in (message.text, *details(message.custom, language)) if part)


def as_html(markdown: str) -> str:
    """Bold as `<b>`, everything else escaped (Telegram, Bot API: "HTML style").

    >>> as_html("**1 < 2** & so on")
    '<b>1 &lt; 2</b> &amp; so on'
    """
    return _bold(html.escape(_prepared(markdown), quote=False), "<b>", "</b>")


def as_whatsapp(markdown: str) -> str:
    """Bold between single asterisks; characters that would mark up something else replaced by
    their likes, since WhatsApp knows no escape.

    >>> as_whatsapp("**Now** _really_ at https://a.cn/_b_")
    '*Now* ˍreallyˍ at https://a.cn/_b_'
    """
    return _bold(_without_marks(_prepared(markdown)), "*", "*")


def as_messenger(markdown: str) -> str:
    """No markup at all: what some clients would take for it is replaced."""
    return _without_marks(_bold(_prepared(markdown), "", ""))


def contact_of(message: OutboundMessage) -> Contact | None:
    """The place that the answer is about, where it has a telephone."""
    place = _place_of(message)
    numbers = [str(phone.get("number") or "") for phone in objects(place.get("phones"))]
    given = tuple(international(number) for number in numbers if number)
    return Contact(_name(place), given) if given else None


def international(number: str) -> str:
    """A number in China as it is dialled with any card; short numbers are the same everywhere.

    >>> international("0571-87280185"), international("12345"), international("+82 2 3210 0404")
    ('+86 571-87280185', '12345', '+82 2 3210 0404')
    """
    return f"+86 {number[1:]}" if number.startswith("0") else number


def spot_of(message: OutboundMessage) -> Spot | None:
    """The place that the answer is about, where it is known where it stands."""
    place = _place_of(message)
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        return None
    address = str(place.get("address_zh") or place.get("address") or "")
    return Spot(float(latitude), float(longitude), _name(place), address)


def shortened(text: str, longest: int) -> str:
    """The text, with an ellipsis where it is cut.

    >>> shortened("Extend my residence permit", 20)
    'Extend my residence…'
    """
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _place_of(message: OutboundMessage) -> Mapping[str, Any]:
    if not str(message.custom.get("entry", "")).startswith("place:"):
        return {}
    places: Sequence[Mapping[str, Any]] = objects(message.custom.get("places"))
    return places[0] if places else {}


def _name(place: Mapping[str, Any]) -> str:
    name, chinese = str(place.get("name") or ""), str(place.get("name_zh") or "")
    return f"{name} ({chinese})" if chinese and chinese != name else name


def _prepared(markdown: str) -> str:
    """As plain text, but for the marks of what is bold."""
    opening, closing = _SHOWN_AS_BOLD
    marked = _BOLD.sub(rf"{opening}\1{closing}", _PRIVATE.sub("", markdown))
    return plain_text(marked).replace("**", "")


def _bold(text: str, opening: str, closing: str) -> str:
    before, after = _SHOWN_AS_BOLD
    return text.replace(before, opening).replace(after, closing)


def _without_marks(text: str) -> str:
    pieces = _URL.split(text)
    pieces[::2] = [_unmarked(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _unmarked(text: str) -> str:
    text = _CODE.sub("'", text)
    while True:
        replaced = _MARKED.sub(
            lambda found: f"{_LOOKALIKE[found[1]]}{found[2]}{_LOOKALIKE[found[1]]}",
            text,
        )
        if replaced == text:
            return text
        text = replaced
