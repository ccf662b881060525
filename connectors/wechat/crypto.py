"""Signatures and encryption of WeChat callbacks.

After Tencent's documentation of the message push ("encryption", developers.weixin.qq.com
`/doc/subscription/guide/dev/push/encryption.md`): SHA-1 over the sorted parts; AES-256-CBC with
PKCS#7 padding to blocks of 32 bytes around `random(16) | length | message | appid`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from connectors.wechat.errors import DecryptionFailed, WrongAccount

KEY_CHARACTERS: Final = 43
_RANDOM_BYTES: Final = 16
_HEADER_BYTES: Final = _RANDOM_BYTES + 4
_AES_BLOCK: Final = 16
_PADDING_BLOCK: Final = 32


def sign(*parts: str) -> str:
    """SHA-1, in lower-case hexadecimal, of the parts sorted by their bytes and joined.

    >>> sign("c", "a", "b")
    'a9993e364706816aba3e25717850c26c9cd0d89d'
    """
    joined = b"".join(sorted(part.encode("utf-8", "surrogatepass") for part in parts))
    return hashlib.sha1(joined, usedforsecurity=False).hexdigest()


def is_signed(signature: str, *parts: str) -> bool:
    """Whether `signature` is that of the parts; takes the same time wherever they differ."""
    return hmac.compare_digest(sign(*parts).encode(), signature.encode("utf-8", "surrogatepass"))


class MessageCipher:
    """Encrypts and decrypts the messages of one account.

    >>> cipher = MessageCipher("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx1")
    >>> cipher.decrypt(cipher.encrypt("你好"))
    '你好'
    """

    def __init__(self, encoding_aes_key: str, appid: str) -> None:
        self._key = _decode_key(encoding_aes_key)
        self._appid = appid.encode()

    def encrypt(self, message: str, random: bytes | None = None) -> str:
        """The message in base64. `random` are 16 bytes, given only by tests."""
        content = message.encode("utf-8")
        plain = b"".join(
            (
                random or secrets.token_bytes(_RANDOM_BYTES),
                struct.pack(">I", len(content)),
                content,
                self._appid,
            )
        )
        count = _PADDING_BLOCK - len(plain) % _PADDING_BLOCK
        encryptor = self._cipher().encryptor()
        encrypted = encryptor.update(plain + bytes([count]) * count) + encryptor.finalize()
        return base64.b64encode(encrypted).decode()

    def decrypt(self, encrypted: str) -> str:
        """The message.

        Raises:
            DecryptionFailed: it is not base64, or its length, padding or encoding is wrong.
            WrongAccount: it ends in another AppID than ours.
        """
        plain = _without_padding(self._decrypt_blocks(_decode_base64(encrypted)))
        if len(plain) < _HEADER_BYTES:
            raise DecryptionFailed("The plaintext is too short.")
        (length,) = struct.unpack(">I", plain[_RANDOM_BYTES:_HEADER_BYTES])
        end = _HEADER_BYTES + length
        if end > len(plain):
            raise DecryptionFailed("The message is longer than the plaintext.")
        if not hmac.compare_digest(plain[end:], self._appid):
            raise WrongAccount
        try:
            return plain[_HEADER_BYTES:end].decode("utf-8")
        except UnicodeDecodeError as error:
            raise DecryptionFailed("The message is not UTF-8.") from error

    def _decrypt_blocks(self, encrypted: bytes) -> bytes:
        decryptor = self._cipher().decryptor()
        return decryptor.update(encrypted) + decryptor.finalize()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:_AES_BLOCK]))


def _decode_key(encoding_aes_key: str) -> bytes:
    """32 bytes. The spare bits of the last character may be set, as in Tencent's own sample."""
    if len(encoding_aes_key) != KEY_CHARACTERS:
        raise ValueError(f"WECHAT_ENCODING_AES_KEY must have {KEY_CHARACTERS} characters")
    try:
        key = base64.b64decode(encoding_aes_key + "=", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("WECHAT_ENCODING_AES_KEY must be letters and digits") from error
    return key


def _decode_base64(text: str) -> bytes:
    try:
        decoded = base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecryptionFailed("The ciphertext is not base64.") from error
    if not decoded or len(decoded) % _AES_BLOCK:
        raise DecryptionFailed("The ciphertext is not a whole number of blocks.")
    return decoded


def _without_padding(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= min(_PADDING_BLOCK, len(padded)):
        raise DecryptionFailed("The padding is wrong.")
    if padded[-count:] != bytes([count]) * count:
        raise DecryptionFailed("The padding is wrong.")
    return padded[:-count]
