"""Signatures and encryption, against an independent implementation (wechatpy) and broken input."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from connectors.errors import ConnectorError
from connectors.wechat.crypto import MessageCipher, is_signed, sign
from connectors.wechat.errors import DecryptionFailed, WrongAccount
from tests.connectors.wechat.phone import APPID, KEY, TOKEN, signature

CIPHER = MessageCipher(KEY, APPID)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_signatures_are_those_of_wechatpy(parts: list[str]) -> None:
    assert sign(*parts) == signature(*parts)
    assert is_signed(signature(*parts), *parts)


@pytest.mark.parametrize("given", ["", "é", "0" * 40, "\ud800"])
def test_a_wrong_signature_is_no_error(given: str) -> None:
    assert not is_signed(given, TOKEN, "1", "2")


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_wechatpy_reads_what_we_encrypt(text: str) -> None:
    encrypted = CIPHER.encrypt(text)
    timestamp, nonce = "1767225600", "42"
    envelope = (
        f"<xml><Encrypt>{encrypted}</Encrypt>"
        f"<MsgSignature>{sign(TOKEN, timestamp, nonce, encrypted)}</MsgSignature></xml>"
    )
    crypto = WeChatCrypto(TOKEN, KEY, APPID)
    given_signature = sign(TOKEN, timestamp, nonce, encrypted)
    assert crypto.decrypt_message(envelope, given_signature, timestamp, nonce) == text


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_we_read_what_wechatpy_encrypts(text: str) -> None:
    envelope = WeChatCrypto(TOKEN, KEY, APPID).encrypt_message(text, "42", "1767225600")
    start = envelope.index("<Encrypt><![CDATA[") + len("<Encrypt><![CDATA[")
    assert CIPHER.decrypt(envelope[start : envelope.index("]]></Encrypt>")]) == text


def test_every_length_of_padding() -> None:
    for length in range(70):
        encrypted = CIPHER.encrypt("x" * length)
        assert len(base64.b64decode(encrypted)) % 32 == 0
        assert CIPHER.decrypt(encrypted) == "x" * length


def test_another_account_is_refused() -> None:
    with pytest.raises(WrongAccount):
        CIPHER.decrypt(MessageCipher(KEY, "wx0000000000000000").encrypt("hello"))
    with pytest.raises(WrongAccount):
        CIPHER.decrypt(MessageCipher(KEY, APPID + "0").encrypt("hello"))


@pytest.mark.parametrize(
    "encrypted", ["", "***", "YQ==", "é", base64.b64encode(b"x" * 17).decode()]
)
def test_what_is_no_ciphertext(encrypted: str) -> None:
    with pytest.raises(DecryptionFailed):
        CIPHER.decrypt(encrypted)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200))
def test_random_and_truncated_ciphertexts_give_typed_errors(noise: bytes, cut: int) -> None:
    genuine = base64.b64decode(CIPHER.encrypt("你好，杭州" * 9))
    for broken in (noise, genuine[:cut], genuine[cut:], genuine[:cut] + noise):
        if broken == genuine:
            continue
        with pytest.raises(ConnectorError):
            CIPHER.decrypt(base64.b64encode(broken).decode())


@pytest.mark.parametrize("key", ["", "short", "é" * 43, "*" * 43, "a" * 44])
def test_a_wrong_key_is_told(key: str) -> None:
    with pytest.raises(ValueError, match="WECHAT_ENCODING_AES_KEY"):
        MessageCipher(key, APPID)
