"""The access token: one for all processes, fetched early and by one task at a time.

Uses `/cgi-bin/stable_token`, which gives the same token to every caller while it lives; the older
`/cgi-bin/token`, where each call ends the token before, only where the stable one is not offered.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from connectors.clock import Clock
from connectors.off_loop import OffLoop
from connectors.wechat.codes import BUSY, Reaction, reaction
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.storage import Tokens
from connectors.wechat.transport import ApiError, Transport

logger = logging.getLogger(__name__)

_EARLY: Final = timedelta(seconds=300)
_TRIES: Final = 3
_REST: Final = timedelta(seconds=30)
"""After a failed fetch nobody tries again for so long: no storm of requests."""
_FORCE_EVERY: Final = timedelta(seconds=30)
_NOT_THERE: Final = 404

Sleep = Callable[[float], Awaitable[None]]


class AccessTokens:
    """Gives the current access token, and a new one where the current one was refused."""

    def __init__(
        self,
        settings: WeChatSettings,
        transport: Transport,
        store: Tokens,
        off_loop: OffLoop,
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._store = store
        self._off_loop = off_loop
        self._clock = clock
        self._sleep = sleep
        self._one_at_a_time = asyncio.Lock()
        self._rest_until: datetime | None = None
        self._forced_at: datetime | None = None
        self.trouble: ApiError | None = None
        """Why the last fetch failed; None where it did not."""

    async def current(self) -> str:
        """The token. Raises ApiError where none can be had."""
        known = await self._read()
        if known is not None and known[1] - _EARLY > self._clock():
            return known[0]
        async with self._one_at_a_time:
            known = await self._read()
            if known is not None and known[1] - _EARLY > self._clock():
                return known[0]
            return await self._fetch(force=False)

    async def after_refusal(self, refused: str) -> str:
        """A token other than the refused one; a new one only where nobody has got it yet."""
        async with self._one_at_a_time:
            known = await self._read()
            if known is not None and known[0] != refused:
                return known[0]
            token = await self._fetch(force=False)
            if token == refused and self._may_force():
                self._forced_at = self._clock()
                token = await self._fetch(force=True)
            return token

    def _may_force(self) -> bool:
        """WeChat allows a forced refresh every 30 seconds, 20 times a day."""
        return self._forced_at is None or self._clock() - self._forced_at >= _FORCE_EVERY

    async def _read(self) -> tuple[str, datetime] | None:
        return await self._off_loop(self._store.read_token, self._settings.appid)

    async def _fetch(self, force: bool) -> str:
        if self._rest_until is not None and self._clock() < self._rest_until:
            raise self.trouble or ApiError(BUSY, "resting after a failed fetch")
        try:
            answer = await self._ask(force)
            token, seconds = str(answer["access_token"]), int(answer["expires_in"])
        except (KeyError, TypeError, ValueError):
            self._fail(ApiError(BUSY, "the token endpoint gave no token"))
            raise ApiError(BUSY, "the token endpoint gave no token") from None
        except ApiError as error:
            self._fail(error)
            raise
        self.trouble = self._rest_until = None
        until = self._clock() + max(timedelta(seconds=seconds), _EARLY + timedelta(seconds=60))
        await self._off_loop(self._store.write_token, self._settings.appid, token, until)
        return token

    def _fail(self, error: ApiError) -> None:
        self.trouble = error
        self._rest_until = self._clock() + _REST
        logger.error("No WeChat access token: %s", error)

    async def _ask(self, force: bool) -> Mapping[str, Any]:
        for attempt in range(_TRIES):
            try:
                return await self._request(force)
            except ApiError as error:
                if reaction(error.code) is not Reaction.RETRY or attempt == _TRIES - 1:
                    raise
            await self._sleep(0.5 * 2**attempt)
        raise AssertionError("the loop returns or raises")

    async def _request(self, force: bool) -> Mapping[str, Any]:
        credentials = {
            "grant_type": "client_credential",
            "appid": self._settings.appid,
            "secret": self._settings.secret.get_secret_value(),
        }
        try:
            return await self._transport.post(
                "/cgi-bin/stable_token", {}, {**credentials, "force_refresh": force}
            )
        except ApiError as error:
            if error.status != _NOT_THERE:
                raise
        return await self._transport.get("/cgi-bin/token", credentials)
