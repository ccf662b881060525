"""The seam between channels and the conversation.

Connectors are written against `Conversation`; the running service implements it. Everything that
crosses the seam is immutable and knows no channel's format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

Role = Literal["user", "bot", "agent"]
Rating = Literal["up", "down"]
DeliveryState = Literal["sent", "waiting", "held", "unknown"]
"""`sent` to the person, `waiting` to be sent soon, `held` until the person writes again (the
channel allows no push now), `unknown` where the person is no longer to be reached."""


@dataclass(frozen=True)
class Button:
    """A choice offered with a message: what the person reads and what comes back."""

    title: str
    payload: str


@dataclass(frozen=True)
class InboundMessage:
    """One message from a person, cleaned and within bounds (see `connectors.text`).

    `sender` identifies the person within `channel`. `message_id` is the channel's or the client's
    own id of the message, where it gives one. `language` is what the person chose, None where they
    chose nothing; `locale` is that of the page or app around the chat, which counts where neither
    the text nor the conversation tells. `payload` is set when a button was pressed; `text` is then
    the button's title. Only `payload` may carry commands: `text` is the person's own words,
    whatever it begins with.
    """

    channel: str
    sender: str
    text: str
    message_id: str | None = None
    language: str | None = None
    locale: str | None = None
    payload: str | None = None


@dataclass(frozen=True)
class OutboundMessage:
    """One message to a person.

    `text` is Markdown-lite: paragraphs, `1.` steps, `-` points and `**bold**`, nothing else.
    `custom` is the object of the same name in the HTTP interface; it always has `type` and
    `language`.
    """

    id: str
    text: str
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, object] = field(default_factory=dict)


_TYPED_VALUES: Final = frozenset({"number", "date", "text"})


def asks_for_a_value(custom: Mapping[str, object]) -> bool:
    """Whether a message is a form's question that is answered by typing a value (its `input.kind`):
    a number there is the answer, and no choice's."""
    wanted = custom.get("input")
    kind = wanted.get("kind") if isinstance(wanted, Mapping) else None
    return custom.get("type") == "form" and kind in _TYPED_VALUES


@dataclass(frozen=True)
class HistoryItem:
    """One message of a conversation so far, from either side.

    `created_at` is ISO 8601 with an offset. `message` is the message as it was sent, for items of
    the bot or an agent; its id equals the item's, so the id of any message received can be given as
    `after`. `message_id` is the id which the client gave its own message, for items of the user.
    """

    id: str
    role: Role
    text: str
    language: str
    created_at: str
    message: OutboundMessage | None = None
    message_id: str | None = None


class Conversation(Protocol):
    """What a connector may ask of the conversation.

    Any of these may raise a `connectors.errors.ConnectorError` (`TooManyRequests` where a sender is
    too fast), which connectors give to the caller in the channel's own format.
    """

    async def handle(self, message: InboundMessage) -> Sequence[OutboundMessage]:
        """Answer a message, in order; empty where nobody answers now (an agent will, later).

        A message whose channel, sender and message id were seen before is not answered again: the
        stored answer is returned.
        """
        ...

    async def history(
        self, channel: str, sender: str, after: str | None, limit: int
    ) -> Sequence[HistoryItem]:
        """The newest `limit` items, oldest first; only those after the item `after` where given.

        An `after` that is not known (any more) is treated as None.
        """
        ...

    async def erase(self, channel: str, sender: str, linked: bool = False) -> None:
        """Delete all that is stored of this person on this channel; there may be nothing.

        With `linked`, which the person must have been told, on the channels linked with it, too.
        """
        ...

    async def feedback(
        self, channel: str, sender: str, message_id: str, rating: Rating, comment: str | None
    ) -> None:
        """Note what the person thinks of one message; a later rating replaces an earlier one.

        `message_id` is the id of an `OutboundMessage`. An id that this person was never sent raises
        `connectors.errors.NotFound`.
        """
        ...


class Delivery(Protocol):
    """What a channel does with messages that nobody on it asked for just now: an agent's words.

    Each channel gives one; the desk finds it by the channel's name.
    """

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        """Bring the messages to the person, in order; what cannot be sent now is kept."""
        ...


class TypingSign(Protocol):
    """A channel that can show that an agent is writing."""

    async def show_typing(self, sender: str) -> None:
        """Show it for a few seconds."""
        ...


class Forgets(Protocol):
    """A channel that keeps something of people itself."""

    async def forget(self, sender: str) -> None:
        """Delete it."""
        ...


@dataclass(frozen=True)
class LinkCode:
    """A code that carries a conversation to another channel, and for how many seconds."""

    code: str
    seconds: int


class Links(Protocol):
    """How a person goes on on another channel."""

    async def begin_link(self, channel: str, sender: str) -> LinkCode:
        """A code; whoever sends it on another channel is asked there whether they want that."""
        ...

    async def linked(self, channel: str, sender: str) -> Sequence[str]:
        """The channels on which the person's conversation goes on, too."""
        ...


@dataclass(frozen=True)
class Invitation:
    """How a code gets to another channel: what a QR code says, and the account to send it to."""

    qr: str | None
    account: str | None


class Invites(Protocol):
    """A channel to which a conversation can be taken along."""

    async def invite(self, link: LinkCode) -> Invitation:
        """How the code can be given to this channel. Never raises."""
        ...
