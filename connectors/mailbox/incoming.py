"""One message or event of a platform, in the form that all platforms share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "text", "button", "location", "voice", "image", "file", "other", "start", "left", "notice"
]
"""`text`: typed words. `button`: a choice was pressed. `location`: its label is the text. `voice`,
`image`, `file`, `other`: cannot be read. `start`: opened the chat without words; `payload` may name
an entry. `left`: blocked us. `notice`: only says that messages can be fetched."""


@dataclass(frozen=True)
class Incoming:
    """A message as it is kept in the inbox: everything in it can be written as JSON.

    `key` is the platform's own id of it, the same in every repeat. `person` is the platform's id of
    who wrote it and `address` what the platform needs to reach them. `text` of a button is its
    title. `hint` is a language the platform suggests. `sent_at` is in seconds since 1970, UTC.
    `receipt` is what the platform wants back with the first sign of life or the first answer.
    """

    key: str
    person: str
    address: Mapping[str, str]
    kind: Kind
    text: str = ""
    payload: str | None = None
    hint: str | None = None
    sent_at: float | None = None
    receipt: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The form that is stored.

        >>> Incoming.from_json(Incoming("1", "p", {}, "text", "hi").as_json()).text
        'hi'
        """
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Incoming:
        """The message, from the form that is stored."""
        return cls(**stored)
