"""What a channel adds to the mailbox: one `Platform` each."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from connectors.errors import NotFound
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.storage import Row
from connectors.protocol import OutboundMessage

Part = Mapping[str, Any]
"""One call of the platform's API without the address: JSON that only the platform understands."""


@dataclass(frozen=True)
class Webhook:
    """A request to the channel's URL. Header names are in lower case."""

    url: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Acknowledgement:
    """What a platform is told when its message is safely kept."""

    body: str
    media_type: str = "text/plain"


@dataclass(frozen=True)
class Window:
    """How long, and how often, a platform lets us write after a person's message."""

    lasts: timedelta
    pushes: int | None = None


@dataclass(frozen=True)
class Fetched:
    """Messages that were fetched, and where the next call goes on."""

    messages: Sequence[Incoming]
    cursor: str | None
    more: bool


class Platform(ABC):
    """One account on one platform.

    `name` is the channel's name and the last part of its URL. `account` tells two accounts of one
    platform apart. `burst` parts are sent for one message; the others follow when asked for.
    """

    name: ClassVar[str]
    burst: ClassVar[int] = 10
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("")
    account: str = ""
    window: Window | None = None

    def check(self, query: Mapping[str, str]) -> str:
        """The answer to the platform's check of the URL (GET).

        Raises:
            ConnectorError: it is not the platform's.
        """
        del query
        raise NotFound("no-check", "This channel's URL is not checked by GET.")

    @abstractmethod
    def accept(self, webhook: Webhook) -> Sequence[Incoming]:
        """The messages in a request, once it is proved to be the platform's.

        Nothing is returned for what people need no answer to: receipts, group chats, edits.

        Raises:
            ConnectorError: it is not the platform's, or cannot be read (4xx).
        """

    @abstractmethod
    def render(self, messages: Sequence[OutboundMessage]) -> Sequence[Part]:
        """An answer as the parts that the platform shows, in order, none over its limits."""

    @abstractmethod
    async def send(self, address: Mapping[str, str], row: Row) -> None:
        """Send one part. Raises `connectors.mailbox.calls.SendError`."""

    async def greet(self, message: Incoming) -> None:
        """Show the person that their message came. Best effort; what it raises is ignored."""
        del message

    async def fetch(self, notice: Incoming, cursor: str | None) -> Fetched:
        """The messages that a notice announces. Raises SendError."""
        raise TypeError(f"{self.name} announces no messages: {notice.kind} {cursor}")

    def cursor_name(self, notice: Incoming) -> str:
        """The name under which the cursor of a notice is kept."""
        return f"cursor:{notice.person}"

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""
