"""Who may come in: the checks of every request before anything else is done with it.

The order: fresh, signed, readable envelope, signed ciphertext, decrypted for our account, a
readable message, and in plain mode a nonce that came with no other message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from connectors.clock import Clock
from connectors.errors import BadRequest
from connectors.off_loop import OffLoop
from connectors.wechat.crypto import MessageCipher, is_signed, sign
from connectors.wechat.duplicates import stored_key
from connectors.wechat.errors import (
    Downgraded,
    ReplayedRequest,
    SignatureMismatch,
    StaleRequest,
    UnreadableMessage,
)
from connectors.wechat.messages import Incoming, parse_envelope, parse_message
from connectors.wechat.replies import encrypted_reply
from connectors.wechat.settings import WeChatSettings
from connectors.wechat.storage import Claims

_LONGEST_PARAMETER: Final = 512


@dataclass(frozen=True)
class Opened:
    """A message that passed, and whether its answer goes out encrypted."""

    message: Incoming
    encrypted: bool
    timestamp: str
    nonce: str


class Gate:
    """Checks requests against the settings of one account."""

    def __init__(self, settings: WeChatSettings, clock: Clock) -> None:
        self._token = settings.token.get_secret_value()
        self._mode = settings.mode
        self._window = settings.timestamp_window
        self._clock = clock
        key = settings.encoding_aes_key.get_secret_value()
        self._cipher = MessageCipher(key, settings.appid) if key and settings.appid else None

    def check_url(self, query: Mapping[str, str]) -> str:
        """The `echostr` of a URL check. Raises a ConnectorError."""
        self._check_signature(query)
        return _parameter(query, "echostr")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The message of a delivery. Raises a ConnectorError."""
        timestamp, nonce = self._check_signature(query)
        encrypted = query.get("encrypt_type", "raw").lower() == "aes"
        if not encrypted:
            if self._mode != "plain":
                raise Downgraded
            return Opened(parse_message(body), False, timestamp, nonce)
        if self._cipher is None:
            raise BadRequest("no-key", "Encrypted messages need WECHAT_ENCODING_AES_KEY.")
        ciphertext = parse_envelope(body)
        if not ciphertext:
            raise UnreadableMessage("Encrypt is missing.")
        if not is_signed(query.get("msg_signature", ""), self._token, timestamp, nonce, ciphertext):
            raise SignatureMismatch("The signature of the message does not match.")
        plain = self._cipher.decrypt(ciphertext).encode()
        return Opened(parse_message(plain), True, timestamp, nonce)

    async def check_nonce(self, opened: Opened, claims: Claims, off_loop: OffLoop) -> None:
        """Refuse a nonce that came with another message.

        In plain mode only: there the signature does not cover the body.
        """
        if opened.encrypted or not self._window:
            return
        now, message = self._clock(), stored_key(opened.message.duplicate_key)
        claim = await off_loop(
            claims.claim,
            stored_key(f"nonce:{opened.timestamp}:{opened.nonce}"),
            message,
            now,
            now + timedelta(seconds=2 * self._window),
        )
        if not claim.ours and claim.value != message:
            raise ReplayedRequest

    def seal(self, xml: str, opened: Opened) -> str:
        """The reply as it goes out: encrypted where the message was."""
        if not opened.encrypted or self._cipher is None:
            return xml
        ciphertext = self._cipher.encrypt(xml)
        timestamp = str(int(self._clock().timestamp()))
        signature = sign(self._token, timestamp, opened.nonce, ciphertext)
        return encrypted_reply(ciphertext, signature, timestamp, opened.nonce)

    def _check_signature(self, query: Mapping[str, str]) -> tuple[str, str]:
        timestamp, nonce = _parameter(query, "timestamp"), _parameter(query, "nonce")
        signature = _parameter(query, "signature")
        if not is_signed(signature, self._token, timestamp, nonce):
            raise SignatureMismatch
        if not (timestamp.isascii() and timestamp.isdecimal()):
            raise BadRequest("bad-timestamp", "The timestamp is not a number.")
        age = self._clock().timestamp() - int(timestamp)
        if self._window and abs(age) > self._window:
            raise StaleRequest
        return timestamp, nonce


def _parameter(query: Mapping[str, str], name: str) -> str:
    value = query.get(name, "")
    if not 0 < len(value) <= _LONGEST_PARAMETER:
        raise BadRequest("missing-parameter", f"The parameter {name} is missing or too long.")
    return value
