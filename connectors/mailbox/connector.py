"""What happens between a webhook and its answer, on every channel with an inbox and an outbox.

A message is checked and kept before its receipt is confirmed. A task of its own answers it, one
message of a person at a time; the answer stands in the outbox, in one transaction with the end of
the work, before it is sent. What a process leaves undone when it dies, the next one finds.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from connectors.clock import Clock, system_clock
from connectors.mailbox.calls import SendError
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.outbox import OutboxSender
from connectors.mailbox.platform import Acknowledgement, Part, Platform, Webhook
from connectors.mailbox.responder import Responder, Response, said
from connectors.mailbox.storage import (
    Arrival,
    Batch,
    Correspondent,
    Owed,
    Received,
    Sighting,
    Storage,
)
from connectors.off_loop import OffLoop
from connectors.protocol import Conversation, DeliveryState, OutboundMessage
from connectors.work import Work
from nlu.catalogues import sentences
from nlu.choices import by_number
from nlu.languages import DEFAULT_LANGUAGE

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than any answer takes: a message worked on for longer has lost its worker."""
_LATER: Final = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120))
"""Between the tries of a message that could not be answered; then the person is told so."""
_NOTICE_TRIES: Final = 60
"""Tries to fetch what a notice announces, two hours; the next notice brings it as well."""
_LOOK_EVERY: Final = 3.0
_CLEAN_EVERY: Final = 3600.0
_KEYS_KEPT: Final = timedelta(days=8)
"""Meta repeats a webhook for up to seven days."""
_ROWS_KEPT: Final = timedelta(days=1)
_BATCH: Final = 50


class MailboxConnector:
    """One account on one platform; implements `connectors.protocol.Delivery`.

    `secret` keys the hash under which the conversation knows people. `days` is how long
    conversations are kept, and people who are silent.
    """

    def __init__(
        self,
        platform: Platform,
        conversation: Conversation,
        storage: Storage,
        *,
        secret: bytes,
        days: int,
        clock: Clock = system_clock,
    ) -> None:
        self.platform = platform
        self.name = platform.name
        self._storage = storage
        self._secret = secret
        self._days = days
        self._clock = clock
        self._off_loop = OffLoop()
        self._responder = Responder(conversation, platform.name, days)
        self._outbox = OutboxSender(platform, storage, self._off_loop, clock)
        self._background = Work(self.name)

    def check(self, query: Mapping[str, str]) -> str:
        """The answer to the platform's check of the URL. Raises a ConnectorError."""
        return self.platform.check(query)

    async def receive(self, webhook: Webhook) -> Acknowledgement:
        """Keep the messages of a request and begin to answer them.

        Raises:
            ConnectorError: the request is not the platform's, or cannot be read (4xx).
        """
        messages = self.platform.accept(webhook)
        await self._keep(Batch([self._arrival(message) for message in messages]))
        return self.platform.acknowledgement

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        """Send messages that nobody asked for just now; see `connectors.protocol.Delivery`."""
        person = await self._off_loop(self._storage.find_person, self.name, sender)
        if person is None or person.gone or person.leaving:
            return "unknown"
        parts = self.platform.render(messages)
        choices = _choices(messages) or None
        await self._owe(sender, Owed(parts, choices=choices))
        await self._outbox.push(sender)
        return await self._state(sender)

    async def forget(self, sender: str) -> None:
        """Delete what the channel keeps of a person."""
        await self._off_loop(self._storage.erase_person, self.name, sender)

    async def run(self) -> None:
        """Take up what is due, again and again; ends when cancelled."""
        cleaned = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.take_up()
                if not cleaned or loop.time() - cleaned > _CLEAN_EVERY:
                    cleaned = loop.time()
                    await self._clean()
            except Exception as error:
                logger.warning("The mailbox of %s could not be read: %r", self.name, error)
            await asyncio.sleep(_LOOK_EVERY)

    async def take_up(self) -> None:
        """Begin what is due now: messages to be answered and parts to be sent."""
        now = self._clock()
        for sender in await self._off_loop(self._storage.due_incoming, self.name, now, _BATCH):
            self._background.begin(self._work(sender))
        if not self._outbox.paused:
            for sender in await self._off_loop(self._storage.due, self.name, now, _BATCH):
                self._background.begin(self._outbox.push(sender))

    async def settled(self) -> None:
        """Wait until all that is begun has come to its end."""
        await self._background.settled()

    async def close(self) -> None:
        """Let what is begun come to its end, for a few seconds."""
        await self._background.close()
        await self.platform.close()
        self._off_loop.close()

    def sender_of(self, person: str) -> str:
        """The name under which the conversation knows a person: a hash that only we can make."""
        return self._hash(f"{self.name}:{self.platform.account}:{person}")

    def _arrival(self, message: Incoming) -> Arrival:
        key = self._hash(f"key:{self.name}:{self.platform.account}:{message.key}")
        return Arrival(key, self.sender_of(message.person), message.as_json())

    def _hash(self, named: str) -> str:
        return hmac.new(self._secret, named.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    async def _keep(self, batch: Batch) -> None:
        if not batch.arrivals and batch.cursor is None:
            return
        now = self._clock()
        for sender in await self._off_loop(
            self._storage.store_incoming, self.name, batch, now, now
        ):
            self._background.begin(self._work(sender))

    async def _work(self, sender: str) -> None:
        """Answer what a person wrote, one message after the other, and send the answers."""
        while True:
            now = self._clock()
            received = await self._off_loop(
                self._storage.take_incoming, self.name, sender, now, now + LEASE
            )
            if received is None:
                return
            try:
                await self._answer(received)
            except Exception as error:
                if not isinstance(error, SendError):
                    logger.exception("A message could not be answered (%s)", self.name)
                await self._again(received)
            await self._outbox.push(sender)

    async def _answer(self, received: Received) -> None:
        message = Incoming.from_json(received.body)
        if message.kind == "notice":
            await self._fetch(message)
            await self._off_loop(self._storage.finish_incoming, received.number, self._clock())
            return
        if message.kind == "left":
            now = self._clock()
            await self._off_loop(self._storage.lose_person, self.name, received.sender, now)
            await self._off_loop(self._storage.finish_incoming, received.number, now)
            return
        person = await self._meet(message, received.sender)
        self._background.begin(self._greet(message))
        if await self._reads_on(message, received):
            return
        key = self._arrival(message).key
        response = await self._responder.respond(message, person, key)
        owed = self._owed(response, message.receipt)
        await self._owe(received.sender, owed, received.number)

    async def _meet(self, message: Incoming, sender: str) -> Correspondent:
        now, window = self._clock(), self.platform.window
        sent = now if message.sent_at is None else _moment(message.sent_at, now)
        until = None if window is None else sent + window.lasts
        pushes = None if window is None else window.pushes
        seen = Sighting(message.address, message.hint, until, pushes)
        return await self._off_loop(self._storage.note_person, self.name, sender, seen, now)

    async def _reads_on(self, message: Incoming, received: Received) -> bool:
        """Let go what was held; True where the person asked for no more than that."""
        held = await self._off_loop(
            self._storage.release, self.name, received.sender, self.platform.burst, self._clock()
        )
        if not held or message.kind != "text" or by_number(message.text) != 1:
            return False
        await self._off_loop(self._storage.finish_incoming, received.number, self._clock())
        return True

    async def _fetch(self, notice: Incoming) -> None:
        name = self.platform.cursor_name(notice)
        known = await self._off_loop(self._storage.read_value, self.name, name)
        cursor, more = (known[0] if known else None), True
        while more:
            fetched = await self.platform.fetch(notice, cursor)
            arrivals = [self._arrival(message) for message in fetched.messages]
            more = fetched.more and fetched.cursor not in (None, cursor)
            cursor = fetched.cursor
            await self._keep(Batch(arrivals, cursor, name))

    async def _again(self, received: Received) -> None:
        """Try a message again later; tell the person where that was in vain."""
        now, message = self._clock(), Incoming.from_json(received.body)
        tries = _NOTICE_TRIES if message.kind == "notice" else len(_LATER)
        if received.attempts <= tries:
            at = now + _LATER[min(received.attempts, len(_LATER)) - 1]
            await self._off_loop(self._storage.postpone_incoming, received.number, now, at)
        elif message.kind == "notice":
            await self._off_loop(self._storage.finish_incoming, received.number, now)
        else:
            person = await self._meet(message, received.sender)
            sorry = self._owed(said("wechat.failed", person.language), {})
            await self._owe(received.sender, sorry, received.number)

    def _owed(self, response: Response, receipt: Mapping[str, str]) -> Owed:
        """An answer as parts: so many as may be sent now, the others when they are asked for."""
        parts = list(self.platform.render(response.messages))
        if receipt and parts:
            parts[0] = {**parts[0], "receipt": dict(receipt)}
        waiting, held = self._bursts(parts, response.language or DEFAULT_LANGUAGE)
        choices = None if response.said_by_us else _choices(response.messages)
        return Owed(waiting, held, response.language, choices, response.notified, response.deleted)

    def _bursts(self, parts: list[Part], language: str) -> tuple[list[Part], list[Part]]:
        """The parts to be sent now and those to be held, with a sentence between them."""
        most = self.platform.burst
        if len(parts) <= most:
            return parts, []
        text = sentences().say("wechat.more", language)
        more = self.platform.render([OutboundMessage("", text, (), {"language": language})])
        size = max(most - len(more), 1)
        bursts = [parts[begin : begin + size] for begin in range(0, len(parts), size)]
        bursts[:-1] = [[*burst, *more] for burst in bursts[:-1]]
        return bursts[0], [part for burst in bursts[1:] for part in burst]

    async def _owe(self, sender: str, owed: Owed, answers: int | None = None) -> None:
        await self._off_loop(self._storage.owe, self.name, sender, owed, self._clock(), answers)

    async def _state(self, sender: str) -> DeliveryState:
        person = await self._off_loop(self._storage.find_person, self.name, sender)
        if person is None or person.gone:
            return "unknown"
        owed = await self._off_loop(self._storage.count_owed, self.name, sender)
        if owed.get("waiting") or owed.get("sending"):
            return "waiting"
        return "held" if owed.get("held") else "sent"

    async def _greet(self, message: Incoming) -> None:
        with suppress(Exception):  # best effort: an answer is on its way anyhow
            await self.platform.greet(message)

    async def _clean(self) -> None:
        now = self._clock()
        await self._off_loop(
            self._storage.delete_older_than,
            self.name,
            now - timedelta(days=self._days),
            now - _ROWS_KEPT,
            now - _KEYS_KEPT,
        )


def _choices(messages: Sequence[OutboundMessage]) -> tuple[Any, ...]:
    return tuple(button for message in messages for button in message.buttons)


def _moment(seconds: float, now: datetime) -> datetime:
    """A platform's time of sending; never later than now."""
    try:
        return min(datetime.fromtimestamp(seconds, timezone.utc), now)
    except (ValueError, OverflowError, OSError):
        return now
