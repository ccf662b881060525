"""What WhatsApp's Cloud API and Messenger share: Meta's webhooks and the Graph API.

After the Graph API's "Webhooks" and "Handling errors" (developers.facebook.com/docs/graph-api).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar, Final

from pydantic import BaseSettings, Field, SecretStr

from connectors.body import parse_object
from connectors.errors import BadRequest, Forbidden
from connectors.mailbox.calls import Calls, Reaction, SendError, create_client
from connectors.mailbox.fields import same
from connectors.mailbox.incoming import Incoming
from connectors.mailbox.platform import Acknowledgement, Platform, Webhook, Window

SIGNATURE_HEADER: Final = "x-hub-signature-256"
GRAPH: Final = "https://graph.facebook.com/v23.0"
Parse = Callable[[dict[str, object], str], Sequence[Incoming]]
Reactions = Mapping[tuple[int, int] | int, Reaction]
_LONGEST_CHALLENGE: Final = 512
_OK: Final = 200

_REACTIONS: Final = {
    1: Reaction.RETRY,  # unknown
    2: Reaction.RETRY,  # service out of order
    4: Reaction.RETRY,  # too many calls of the app
    17: Reaction.RETRY,  # too many calls of the account
    32: Reaction.RETRY,  # too many calls of the page
    341: Reaction.RETRY,  # limit of the app
    368: Reaction.ALARM,  # blocked for breaking the rules
    613: Reaction.RETRY,  # too many calls
    0: Reaction.ALARM,  # cannot authenticate
    3: Reaction.ALARM,  # no permission
    10: Reaction.ALARM,  # no permission
    190: Reaction.ALARM,  # access token expired or withdrawn
    200: Reaction.ALARM,  # no permission
    551: Reaction.GONE,  # this person is not available now
}


def challenge(query: Mapping[str, str], verify_token: str) -> str:
    """The answer to the check of the URL (`hub.challenge`). Raises a ConnectorError."""
    given = query.get("hub.challenge", "")
    if query.get("hub.mode") != "subscribe" or not 0 < len(given) <= _LONGEST_CHALLENGE:
        raise BadRequest("missing-parameter", "This is not Meta's check of the URL.")
    if not same(query.get("hub.verify_token"), verify_token):
        raise Forbidden("bad-verify-token", "The verify token is wrong.")
    return given


def signed_object(webhook: Webhook, app_secret: str) -> dict[str, object]:
    """The body, once its signature is found right. Raises a ConnectorError."""
    digest = hmac.new(app_secret.encode(), webhook.body, hashlib.sha256).hexdigest()
    if not same(webhook.headers.get(SIGNATURE_HEADER), f"sha256={digest}"):
        raise Forbidden("bad-signature", "The signature does not match.")
    return parse_object(webhook.body)


class MetaSettings(BaseSettings):
    """What the app's dashboard says of any product."""

    app_secret: SecretStr = Field(
        default=SecretStr(""), description="App secret, which signs webhooks."
    )
    verify_token: SecretStr = Field(
        default=SecretStr(""), description="Token of your own, typed in beside the webhook's URL."
    )
    api_base: str = Field(default=GRAPH, description="Base URL of every call, with the version.")


class MetaPlatform(Platform):
    """One account of a product. `parse` reads the messages to it out of a webhook's body;
    `reactions` are those of the product, by code or by code and subcode."""

    window: Window | None = Window(timedelta(hours=24))
    acknowledgement: ClassVar[Acknowledgement] = Acknowledgement("EVENT_RECEIVED")

    def __init__(
        self,
        settings: MetaSettings,
        account: str,
        token: SecretStr,
        parse: Parse,
        reactions: Reactions,
        calls: Calls | None = None,
    ) -> None:
        self.account = account
        self._settings = settings
        self._token = token
        self._parse = parse
        self._reactions = reactions
        self._calls = calls or Calls(create_client(), settings.api_base)

    def check(self, query: Mapping[str, str]) -> str:
        """Meta's challenge; see `Platform`."""
        return challenge(query, self._settings.verify_token.get_secret_value())

    def accept(self, webhook: Webhook) -> Sequence[Incoming]:
        """The messages to our account; see `Platform`."""
        body = signed_object(webhook, self._settings.app_secret.get_secret_value())
        return self._parse(body, self.account)

    async def close(self) -> None:
        """Close the connections."""
        await self._calls.close()

    async def call(self, what: str, fields: Mapping[str, Any]) -> None:
        """Send something. Raises SendError."""
        path, token = f"/{self.account}/messages", self._token.get_secret_value()
        await call_graph(self._calls, what, path, token, fields, self._reactions)


async def call_graph(
    calls: Calls,
    what: str,
    path: str,
    token: str,
    fields: Mapping[str, Any],
    reactions: Reactions,
) -> Mapping[str, Any]:
    """The answer of a POST to the Graph API.

    `reactions` are those of the product, by code or by code and subcode.

    Raises:
        SendError: the call failed.
    """
    headers = {"Authorization": f"Bearer {token}"}
    status, answer = await calls.post(what, path, fields, headers=headers)
    if status == _OK and "error" not in answer:
        return answer
    error = answer.get("error")
    code, subcode = _codes(error if isinstance(error, dict) else {})
    other = Reaction.RETRY if status >= 500 else Reaction.REFUSED
    if status in (401, 403):
        other = Reaction.ALARM
    known: Mapping[Any, Reaction] = {**_REACTIONS, **reactions}
    reaction = known.get((code, subcode)) or known.get(code) or other
    raise SendError(reaction, f"{what}: status {status}", code=f"{code}/{subcode}")


def _codes(error: Mapping[str, Any]) -> tuple[int, int]:
    code, subcode = error.get("code"), error.get("error_subcode")
    return (
        code if isinstance(code, int) else -1,
        subcode if isinstance(subcode, int) else 0,
    )
