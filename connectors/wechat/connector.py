"""The WeChat channel: what happens between a delivery and its answer.

A delivery is checked, recognised as new or a repeat, and given to be answered (`answering`). The
answer goes out as the passive reply where it is ready in time; else the delivery is acknowledged
with `success` and the answer pushed.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final

import httpx

from connectors.choices import in_own_language
from connectors.clock import Clock, system_clock
from connectors.errors import ConnectorError
from connectors.off_loop import OffLoop
from connectors.plain_text import render
from connectors.protocol import (
    Conversation,
    DeliveryState,
    Invitation,
    LinkCode,
    OutboundMessage,
)
from connectors.wechat.answering import Answering
from connectors.wechat.api import WeChatApi
from connectors.wechat.delivery import Delivery
from connectors.wechat.duplicates import Turns
from connectors.wechat.gate import Gate
from connectors.wechat.messages import Incoming
from connectors.wechat.passive import PassiveReplies
from connectors.wechat.replies import text_reply
from connectors.wechat.respond import (
    CHANNEL,
    LINK_SCENE,
    UNSUBSCRIBE,
    Responder,
    is_answered,
)
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.storage import Storage
from connectors.wechat.tokens import AccessTokens
from connectors.wechat.transport import Transport, create_client
from connectors.work import Work
from knowledge.library import Library

logger = logging.getLogger(__name__)

_LOOK_EVERY: Final = 5.0
_CLEAN_EVERY: Final = 3600.0
_PEOPLE_KEPT: Final = timedelta(days=30)
_ROWS_KEPT: Final = timedelta(days=1)
_BATCH: Final = 20
_INVITE_SECONDS: Final = 6.0


class WeChatConnector:
    """One Official Account. `secret` keys the hash under which the conversation knows people;
    `library` has the places that are near where somebody is."""

    def __init__(
        self,
        conversation: Conversation,
        settings: WeChatSettings,
        storage: Storage,
        *,
        secret: bytes,
        clock: Clock = system_clock,
        client: httpx.AsyncClient | None = None,
        library: Library | None = None,
    ) -> None:
        self.settings = settings
        self._storage = storage
        self._secret = secret
        self._clock = clock
        self._off_loop = OffLoop()
        self._client = client or create_client()
        transport = Transport(self._client, settings.api_base)
        self.tokens = AccessTokens(settings, transport, storage, self._off_loop, clock)
        self._api = WeChatApi(transport, self.tokens)
        self.delivery = Delivery(settings, storage, self._api, self._off_loop, clock)
        self.gate = Gate(settings, clock)
        self._turns = Turns(storage, self._off_loop, clock)
        self._passive = PassiveReplies(
            settings, self.delivery, self._turns, storage, self._off_loop, self._show_typing
        )
        self._background = Work(CHANNEL)
        self._answering = Answering(
            conversation,
            Responder(conversation, library),
            self.delivery,
            self._turns,
            storage,
            self._off_loop,
            self._background,
            clock,
        )

    async def receive(self, query: Mapping[str, str], body: bytes) -> str | None:
        """The reply to a delivery, in XML; None for `success`.

        Raises:
            ConnectorError: the request is not WeChat's, or cannot be read (4xx).
        """
        until = asyncio.get_running_loop().time()
        opened = self.gate.open(query, body)
        try:
            await self.gate.check_nonce(opened, self._storage, self._off_loop)
            text = await self._answer(opened.message, until)
        except ConnectorError:
            raise
        except Exception:
            logger.exception("A WeChat delivery failed")
            text = in_own_language("wechat.failed", None)
        if text is None:
            return None
        message, created = opened.message, int(self._clock().timestamp())
        xml = text_reply(message.sender, message.account, text, created)
        return self.gate.seal(xml, opened)

    async def deliver(self, sender: str, messages: Sequence[OutboundMessage]) -> DeliveryState:
        """Send messages that no delivery asked for, such as an agent's; see the protocol.

        `sender` is that of the conversation. `held` where WeChat allows no push now: they go out
        with the person's next message. `unknown` where the person left.
        """
        if await self._off_loop(self._storage.find_person, sender) is None:
            return "unknown"
        answer = render(messages)
        if answer is not None:
            await self.delivery.owe(sender, answer)
            await self._off_loop(self._storage.release, sender)
            await self.delivery.push(sender)
        owed = await self._off_loop(self._storage.owed, sender)
        if any(row.state == "held" for row in owed):
            return "held"
        return "waiting" if owed else "sent"

    async def forget(self, sender: str) -> None:
        """Delete what the channel keeps of a person; see the protocol."""
        await self._answering.forget(sender)

    async def invite(self, link: LinkCode) -> Invitation:
        """A QR code where WeChat makes one, else the code to be sent; see the protocol."""
        account = self.settings.account_name or None
        if not self.settings.may_call:
            return Invitation(None, account)
        try:
            code = await asyncio.wait_for(
                self._api.create_qr(f"{LINK_SCENE}{link.code}", link.seconds), _INVITE_SECONDS
            )
        except Exception as error:
            logger.warning("WeChat made no QR code: %s", type(error).__name__)
            return Invitation(None, account)
        return Invitation(code, account)

    async def run(self) -> None:
        """Push what is due, again and again; ends when cancelled."""
        cleaned = 0.0
        loop = asyncio.get_running_loop()
        while True:
            try:
                await self.push_due()
                await self.take_up_lost()
                if not cleaned or loop.time() - cleaned > _CLEAN_EVERY:
                    cleaned = loop.time()
                    await self._clean()
            except Exception:
                logger.exception("The WeChat outbox could not be read")
            await asyncio.sleep(_LOOK_EVERY)

    async def push_due(self) -> None:
        """Push what is due now."""
        due = await self._off_loop(self._storage.due, self._clock(), _BATCH)
        await asyncio.gather(*map(self.delivery.push, due))

    async def take_up_lost(self) -> None:
        """Answer what a process that died had said `success` to."""
        await self._answering.take_up_lost()

    async def settled(self) -> None:
        """Wait until all that is begun has come to its end."""
        await self._background.settled()

    async def close(self) -> None:
        """Let what is begun come to its end, for a few seconds."""
        await self._background.close()
        await self._client.aclose()
        self._off_loop.close()

    def sender_of(self, account: str, openid: str) -> str:
        """The name under which the conversation knows a person: a hash that only we can make."""
        named = f"{CHANNEL}:{account}:{openid}".encode("utf-8", "replace")
        return hmac.new(self._secret, named, hashlib.sha256).hexdigest()

    async def _answer(self, message: Incoming, received: float) -> str | None:
        """The text of the passive reply, or None."""
        sender = self.sender_of(message.account, message.sender)
        if message.event == UNSUBSCRIBE:
            await self._answering.unfollow(sender)
            return None
        if not is_answered(message):
            return None
        turn, ours = await self._turns.enter(message.duplicate_key)
        if ours:
            if self.settings.delivery == "push" and not self.delivery.passive_only:
                turn.passive = False
            await self._answering.keep(turn, message, sender)
            self._answering.begin(turn, message, sender)
        elif turn.elsewhere:
            limit = received + self.settings.passive_wait
            return await self._turns.reply_elsewhere(turn, limit)
        return await self._passive.wait(turn, message.sender, sender, received)

    def _show_typing(self, openid: str) -> None:
        async def show() -> None:
            with suppress(Exception):  # best effort: an answer is on its way anyhow
                await self._api.show_typing(openid)

        self._background.begin(show())

    async def _clean(self) -> None:
        now = self._clock()
        await self._off_loop(
            self._storage.delete_older_than, now, now - _PEOPLE_KEPT, now - _ROWS_KEPT
        )
