"""What WeChat sends: messages and events in XML, parsed safely.

Fields and types after Tencent's "receive standard messages" and "receiving event pushes". Values
are strings; element order, CDATA and white space vary; unknown elements are ignored.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connectors.wechat.errors import UnreadableMessage

LARGEST_BODY: Final = 256 * 1024
"""Bytes of a request that are read at most."""

_MOST_ELEMENTS: Final = 200
_QR_SCENE: Final = "qrscene_"
_LONGEST_ID: Final = 64


@dataclass(frozen=True)
class Incoming:
    """One message or event. `sender` is the person's openid, `account` our own `gh_` id.

    `message_id` is None for events. `event` is in lower case and empty for messages.
    """

    account: str
    sender: str
    created: str
    kind: str
    message_id: str | None = None
    event: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the person typed or, where it was recognised, said."""
        return self.fields.get("Content" if self.kind == "text" else "Recognition", "")

    @property
    def event_key(self) -> str:
        """The key of the menu item, or what stood in the code that was scanned."""
        return self.fields.get("EventKey", "")

    @property
    def scene(self) -> str:
        """The scene of the QR code by which the person came, if any.

        >>> Incoming("", "", "", "event", None, "subscribe", {"EventKey": "qrscene_x"}).scene
        'x'
        """
        if self.event == "scan":
            return self.event_key
        key = self.event_key
        return key[len(_QR_SCENE) :] if key.startswith(_QR_SCENE) else ""

    @property
    def coordinates(self) -> tuple[float, float] | None:
        """(latitude, longitude) in degrees, of a location message or event."""
        names = ("Location_X", "Location_Y") if self.kind == "location" else _EVENT_COORDINATES
        try:
            latitude, longitude = (float(self.fields[name]) for name in names)
        except (KeyError, ValueError):
            return None
        if not (math.isfinite(latitude) and math.isfinite(longitude)):
            return None
        return latitude, longitude

    @property
    def duplicate_key(self) -> str:
        """The same for every delivery of this message, and for no other message.

        By the message id and both parties, for ids were seen to collide between people; for events
        by all that tells two events of one second apart.
        """
        if self.message_id:
            return f"m:{self.account}:{self.sender}:{self.message_id}"
        content = hashlib.sha1(self.fields.get("Content", "").encode(), usedforsecurity=False)
        return ":".join(
            (
                "e",
                self.account,
                self.sender,
                self.created,
                self.kind,
                self.event,
                self.event_key,
                content.hexdigest()[:8],
            )
        )


_EVENT_COORDINATES: Final = ("Latitude", "Longitude")


def parse_envelope(body: bytes) -> str | None:
    """The text of `<Encrypt>`, or None where the body has none. Raises UnreadableMessage."""
    return parse_fields(body).get("Encrypt")


def parse_message(xml: bytes) -> Incoming:
    """A message or event.

    Raises:
        UnreadableMessage: not XML in UTF-8, a document type or entity in it, or no sender or type.
    """
    fields = parse_fields(xml)
    for name in ("FromUserName", "ToUserName", "MsgType"):
        if not 0 < len(fields.get(name, "")) <= _LONGEST_ID:
            raise UnreadableMessage(f"{name} is missing or too long.")
    return Incoming(
        account=fields["ToUserName"],
        sender=fields["FromUserName"],
        created=fields.get("CreateTime", ""),
        kind=fields["MsgType"].lower(),
        message_id=fields.get("MsgId") or None,
        event=fields.get("Event", "").lower(),
        fields=fields,
    )


def parse_fields(body: bytes) -> dict[str, str]:
    """The elements of a body in XML, by name. Raises UnreadableMessage."""
    root = _parse(body)
    if root.tag != "xml":
        raise UnreadableMessage("The root element is not <xml>.")
    fields = {}
    for number, element in enumerate(root):
        if number >= _MOST_ELEMENTS:
            raise UnreadableMessage("There are too many elements.")
        fields[element.tag] = (element.text or "").strip()
    return fields


def _parse(body: bytes) -> Element:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableMessage("The body is not UTF-8.") from error
    try:
        root: Element = fromstring(text.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise UnreadableMessage("The body is not well-formed XML.") from error
    return root
