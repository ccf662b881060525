"""How a message on a webhook channel is answered: kept, worked on, and its answer owed.

A task of its own answers what a person wrote, one message after the other; the answer stands in the
outbox, in one transaction with the end of the work, before it is sent.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from typing import Final

from connectors.clock import Clock
from connectors.mailbox.calls import SendError
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.outbox import OutboxSender
from connectors.mailbox.parts import in_parts
from connectors.mailbox.platform import Platform
from connectors.mailbox.responder import Responder, said
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
from connectors.work import Work
from nlu.choices import by_number

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=60)
"""Longer than any answer takes: a message worked on for longer has lost its worker."""
_LATER: Final = tuple(timedelta(seconds=s) for s in (2, 10, 30, 120))
"""Between the tries of a message that could not be answered; then the person is told so."""
_NOTICE_TRIES: Final = 60
"""Tries to fetch what a notice announces, two hours; the next notice brings it as well."""


class Answering:
    """Answers messages on one platform. `secret` keys the hashes of people and messages."""

    def __init__(
        self,
        platform: Platform,
        responder: Responder,
        outbox: OutboxSender,
        storage: Storage,
        off_loop: OffLoop,
        background: Work,
        clock: Clock,
        secret: bytes,
    ) -> None:
        self._platform = platform
        self._name = platform.name
        self._responder = responder
        self._outbox = outbox
        self._storage = storage
        self._off_loop = off_loop
        self._background = background
        self._clock = clock
        self._secret = secret

    def sender_of(self, person: str) -> str:
        """The name under which the conversation knows a person: a hash that only we can make."""
        return self._hash(f"{self._name}:{self._platform.account}:{person}")

    def arrival(self, message: Incoming) -> Arrival:
        """A message as it is kept; its key is the same however often it comes."""
        key = self._hash(f"key:{self._name}:{self._platform.account}:{message.key}")
        return Arrival(key, self.sender_of(message.person), message.as_json())

    def _hash(self, named: str) -> str:
        return hmac.new(self._secret, named.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    async def keep(self, batch: Batch) -> None:
        """Keep messages, and begin to answer those that are new."""
        if not batch.arrivals and batch.cursor is None:
            return
        now = self._clock()
        for sender in await self._off_loop(
            self._storage.store_incoming, self._name, batch, now, now
        ):
            self.begin(sender)

    def begin(self, sender: str) -> None:
        """Answer what a person wrote in a task of its own."""
        self._background.begin(self._work(sender))

    async def owe(self, sender: str, owed: Owed, answers: int | None = None) -> None:
        """Put parts into the outbox; with the end of the work on the message they answer."""
        await self._off_loop(self._storage.owe, self._name, sender, owed, self._clock(), answers)

    async def _work(self, sender: str) -> None:
        """Answer what a person wrote, one message after the other, and send the answers."""
        while True:
            now = self._clock()
            received = await self._off_loop(
                self._storage.take_incoming, self._name, sender, now, now + LEASE
            )
            if received is None:
                return
            try:
                await self._answer(received)
            except Exception as error:
                if not isinstance(error, SendError):
                    logger.exception("A message could not be answered (%s)", self._name)
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
            await self._off_loop(self._storage.lose_person, self._name, received.sender, now)
            await self._off_loop(self._storage.finish_incoming, received.number, now)
            return
        person = await self._meet(message, received.sender)
        self._background.begin(self._greet(message))
        if await self._reads_on(message, received):
            return
        key = self.arrival(message).key
        response = await self._responder.respond(message, person, key)
        parts = in_parts(self._platform, response, message.receipt)
        await self.owe(received.sender, parts, received.number)

    async def _meet(self, message: Incoming, sender: str) -> Correspondent:
        now, window = self._clock(), self._platform.window
        sent = now if message.sent_at is None else _moment(message.sent_at, now)
        until = None if window is None else sent + window.lasts
        pushes = None if window is None else window.pushes
        seen = Sighting(message.address, message.hint, until, pushes)
        return await self._off_loop(self._storage.note_person, self._name, sender, seen, now)

    async def _reads_on(self, message: Incoming, received: Received) -> bool:
        """Let go what was held; True where the person asked for no more than that."""
        held = await self._off_loop(
            self._storage.release, self._name, received.sender, self._platform.burst, self._clock()
        )
        if not held or message.kind != "text" or by_number(message.text) != 1:
            return False
        await self._off_loop(self._storage.finish_incoming, received.number, self._clock())
        return True

    async def _fetch(self, notice: Incoming) -> None:
        name = self._platform.cursor_name(notice)
        known = await self._off_loop(self._storage.read_value, self._name, name)
        cursor, more = (known[0] if known else None), True
        while more:
            fetched = await self._platform.fetch(notice, cursor)
            arrivals = [self.arrival(message) for message in fetched.messages]
            more = fetched.more and fetched.cursor not in (None, cursor)
            cursor = fetched.cursor
            await self.keep(Batch(arrivals, cursor, name))

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
            sorry = in_parts(self._platform, said("wechat.failed", person.language), {})
            await self.owe(received.sender, sorry, received.number)

    async def _greet(self, message: Incoming) -> None:
        with suppress(Exception):  # best effort: an answer is on its way anyhow
            await self._platform.greet(message)


def _moment(seconds: float, now: datetime) -> datetime:
    """A platform's time of sending; never later than now."""
    try:
        return min(datetime.fromtimestamp(seconds, timezone.utc), now)
    except (ValueError, OverflowError, OSError):
        return now
