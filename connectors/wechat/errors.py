"""What can be wrong with a request that says it comes from WeChat.

    ConnectorError (connectors.errors)
    ├── Forbidden                403
    │   ├── SignatureMismatch         the signature is not that of our token
    │   ├── StaleRequest              its timestamp is outside the window
    │   ├── ReplayedRequest           its timestamp and nonce came with another message
    │   ├── Downgraded                not encrypted, though the mode says it must be
    │   └── WrongAccount              encrypted for another account
    └── BadRequest               400
        ├── DecryptionFailed          not base64, wrong length, padding or encoding
        └── UnreadableMessage         not the XML of a message

Each is answered with its status and its code as plain text; none says more to a stranger.
"""

from __future__ import annotations

from connectors.errors import BadRequest, Forbidden


class SignatureMismatch(Forbidden):
    """The signature is not that of our token, or is missing."""

    def __init__(self, detail: str = "The signature does not match.") -> None:
        super().__init__("bad-signature", detail)


class StaleRequest(Forbidden):
    """The timestamp is too old, or too far ahead."""

    def __init__(self) -> None:
        super().__init__("stale-request", "The timestamp is outside the accepted window.")


class ReplayedRequest(Forbidden):
    """The same timestamp and nonce came with another message before."""

    def __init__(self) -> None:
        super().__init__("replayed-request", "This nonce was used for another message.")


class Downgraded(Forbidden):
    """A message that should be encrypted is not."""

    def __init__(self) -> None:
        super().__init__("not-encrypted", "In this mode messages must be encrypted.")


class WrongAccount(Forbidden):
    """What was decrypted belongs to another AppID."""

    def __init__(self) -> None:
        super().__init__("wrong-account", "The message is for another account.")


class DecryptionFailed(BadRequest):
    """The ciphertext cannot be read."""

    def __init__(self, detail: str) -> None:
        super().__init__("decryption-failed", detail)


class UnreadableMessage(BadRequest):
    """The body is not a message in XML."""

    def __init__(self, detail: str) -> None:
        super().__init__("unreadable-message", detail)
