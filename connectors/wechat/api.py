"""WeChat's server API, as far as the channel needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from connectors.wechat.codes import Reaction, reaction
from connectors.wechat.tokens import AccessTokens, Sleep
from connectors.wechat.transport import ApiError, Transport

_BACK_OFF: Final = (0.5, 1.0, 2.0)
"""Seconds before each further try of a call that found WeChat busy."""


class WeChatApi:
    """Calls with an access token.

    A refused token is replaced and the call repeated once. A busy answer is tried again three
    times; a message of which nobody knows whether it arrived, once: WeChat cannot tell a repeat.
    """

    def __init__(
        self, transport: Transport, tokens: AccessTokens, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._transport = transport
        self._tokens = tokens
        self._sleep = sleep

    async def send_text(self, openid: str, text: str) -> None:
        """Push a text (Tencent: "send a customer service message"). Raises ApiError."""
        await self._post(
            "/cgi-bin/message/custom/send",
            {"touser": openid, "msgtype": "text", "text": {"content": text}},
        )

    async def show_typing(self, openid: str) -> None:
        """Show that an answer is being written, for up to 15 seconds. Best effort."""
        token = await self._tokens.current()
        await self._transport.post(
            "/cgi-bin/message/custom/typing",
            {"access_token": token},
            {"touser": openid, "command": "Typing"},
        )

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        """Replace the account's menu. Raises ApiError."""
        await self._post("/cgi-bin/menu/create", menu)

    async def create_qr(self, scene: str, seconds: int) -> str:
        """What a QR code must say so that scanning it brings people here with a scene.

        Tencent: "create a QR code with parameters"; `scene` has at most 64 characters. Raises
        ApiError.
        """
        given = await self._post(
            "/cgi-bin/qrcode/create",
            {
                "expire_seconds": seconds,
                "action_name": "QR_STR_SCENE",
                "action_info": {"scene": {"scene_str": scene}},
            },
        )
        return str(given["url"])

    async def read_menu(self) -> Mapping[str, Any]:
        """The account's menu. Raises ApiError (46003 where there is none)."""
        return await self._call("/cgi-bin/menu/get", None)

    async def _post(self, path: str, fields: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._call(path, fields)

    async def _call(self, path: str, fields: Mapping[str, Any] | None) -> Mapping[str, Any]:
        token = await self._tokens.current()
        refreshed = unsure = False
        pauses = list(_BACK_OFF)
        while True:
            try:
                return await self._once(path, token, fields)
            except ApiError as error:
                what = reaction(error.code)
                if what is Reaction.REFRESH and not refreshed:
                    refreshed = True
                    token = await self._tokens.after_refusal(token)
                    continue
                if what is not Reaction.RETRY or not pauses or (error.maybe_done and unsure):
                    raise
                unsure = unsure or error.maybe_done
            await self._sleep(pauses.pop(0))

    async def _once(
        self, path: str, token: str, fields: Mapping[str, Any] | None
    ) -> Mapping[str, Any]:
        query = {"access_token": token}
        if fields is None:
            return await self._transport.get(path, query)
        return await self._transport.post(path, query, fields)
