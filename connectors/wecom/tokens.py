"""The access token of a WeCom application: one for all processes, fetched by one task at a time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final, Protocol

from connectors.clock import Clock
from connectors.mailbox.calls import Calls, Reaction, SendError
from connectors.off_loop import OffLoop
from connectors.wecom.settings import WeComSettings

_EARLY: Final = timedelta(seconds=300)
_REST: Final = timedelta(seconds=30)
"""After a failed fetch nobody tries again for so long: no storm of requests."""
_NAME: Final = "access-token"


class TokenStore(Protocol):
    """Where the token is kept (`connectors.mailbox.storage.Values`)."""

    def read_value(self, channel: str, name: str) -> tuple[str, datetime | None] | None:
        """A value and when it ends."""
        ...

    def write_value(
        self, channel: str, name: str, value: str, until: datetime | None = None
    ) -> None:
        """Store a value."""
        ...


class WeComTokens:
    """Gives the current access token, and a new one where the current one was refused."""

    def __init__(
        self,
        settings: WeComSettings,
        calls: Calls,
        store: TokenStore,
        off_loop: OffLoop,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._calls = calls
        self._store = store
        self._off_loop = off_loop
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self._rest_until: datetime | None = None

    async def current(self, refused: str | None = None) -> str:
        """The token, other than the refused one. Raises SendError where none can be had."""
        async with self._one_at_a_time:
            known = await self._off_loop(self._store.read_value, "wecom", _NAME)
            if known is not None and known[0] != refused and self._lives(known[1]):
                return known[0]
            return await self._fetch()

    def _lives(self, until: datetime | None) -> bool:
        return until is not None and until - _EARLY > self._clock()

    async def _fetch(self) -> str:
        now = self._clock()
        if self._rest_until is not None and now < self._rest_until:
            raise SendError(Reaction.RETRY, "wecom gettoken: resting after a failed fetch")
        self._rest_until = now + _REST
        secret = self._settings.secret.get_secret_value()
        query = {"corpid": self._settings.corp_id, "corpsecret": secret}
        _, answer = await self._calls.get("wecom gettoken", "/cgi-bin/gettoken", query)
        token, code = answer.get("access_token"), answer.get("errcode", 0)
        if code or not isinstance(token, str) or not token:
            reaction = Reaction.RETRY if code == -1 else Reaction.ALARM
            raise SendError(reaction, "wecom gettoken", code=str(code))
        self._rest_until = None
        lifetime = answer.get("expires_in")
        seconds = lifetime if isinstance(lifetime, int) else 0
        until = now + max(timedelta(seconds=seconds), _EARLY + timedelta(seconds=60))
        await self._off_loop(self._store.write_value, "wecom", _NAME, token, until)
        return token
