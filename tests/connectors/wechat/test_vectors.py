"""The development vectors; skipped where their folder, outside this repository, is absent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.errors import ConnectorError
from connectors.splitting import size, split
from connectors.wechat.codes import Reaction, reaction
from connectors.wechat.crypto import MessageCipher, is_signed, sign
from connectors.wechat.errors import DecryptionFailed, SignatureMismatch, WrongAccount
from connectors.wechat.gate import Gate
from connectors.wechat.messages import parse_envelope, parse_message
from connectors.wechat.replies import encrypted_reply
from connectors.wechat.respond import is_answered
from connectors.wechat.settings import WeChatSettings
from tests.connectors.clocks import StoppedClock

FILE = Path(__file__).parents[4] / "shared" / "data" / "wechat" / "vectors-dev.json"
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the development vectors are not here")
VECTORS: dict[str, Any] = json.loads(FILE.read_text("utf-8")) if FILE.is_file() else {}
REACTIONS = {
    -1: Reaction.RETRY,
    40001: Reaction.REFRESH,
    40014: Reaction.REFRESH,
    42001: Reaction.REFRESH,
    40003: Reaction.DROP,
    45002: Reaction.SHORTEN,
    45009: Reaction.STOP_TODAY,
    45011: Reaction.WAIT,
    45015: Reaction.HOLD,
    45047: Reaction.HOLD,
    48001: Reaction.NO_RIGHT,
    50002: Reaction.ALARM,
}


def each(*sections: str) -> Any:
    found = [vector for section in sections for vector in VECTORS.get(section, [])]
    return pytest.mark.parametrize("vector", found, ids=lambda vector: str(vector["id"]))


def cipher(vector: dict[str, Any]) -> MessageCipher:
    account = VECTORS["accounts"][vector["account"]] if "account" in vector else vector
    return MessageCipher(account["encoding_aes_key"], account["appid"])


def gate(vector: dict[str, Any], encrypted: bool) -> Gate:
    account = VECTORS["accounts"][vector["account"]]
    settings = WeChatSettings(
        token=account["token"],
        appid=account["appid"],
        encoding_aes_key=account["encoding_aes_key"] if encrypted else "",
        mode=("compat" if vector.get("mode") == "compatible" else "aes") if encrypted else "plain",
    )
    return Gate(settings, StoppedClock(int(vector["query"]["timestamp"])))


@each("signature")
def test_signature(vector: dict[str, Any]) -> None:
    parts = (vector["token"], vector["timestamp"], vector["nonce"])
    assert is_signed(vector["signature"], *parts) is vector["valid"]


@each("messages")
def test_message(vector: dict[str, Any]) -> None:
    opened = gate(vector, encrypted=False).open(vector["query"], vector["xml"].encode())
    check(opened.message, vector["expect"])


@each("encrypted")
def test_encrypted(vector: dict[str, Any]) -> None:
    expect = vector["expect"]
    plain = cipher(vector).decrypt(vector["encrypt"])
    assert plain == vector["plaintext"]
    random = vector["random16"].encode()
    assert cipher(vector).encrypt(plain, random) == vector["encrypt"]
    assert parse_envelope(vector["body_xml"].encode()) == vector["encrypt"]
    if vector["account"] == "wecom":  # another channel: it has no sender of messages
        return
    opened = gate(vector, encrypted=True).open(vector["query"], vector["body_xml"].encode())
    assert opened.encrypted
    if "same_as_plain" in expect:
        same = [one for one in VECTORS["messages"] if one["id"] == expect["same_as_plain"]]
        expect = same[0]["expect"]
    check(opened.message, expect)


def check(message: Any, expect: dict[str, Any]) -> None:
    known = {
        "to_user": message.account,
        "from_user": message.sender,
        "create_time": int(message.created),
        "msg_type": message.kind,
        "msg_id": message.message_id,
        "user_text": message.text,
        "event": expect.get("event") if message.event == expect.get("event", "").lower() else None,
        "event_key": message.event_key,
        "scene": message.scene,
        "latitude": message.coordinates and message.coordinates[0],
        "longitude": message.coordinates and message.coordinates[1],
        "scale": int(message.fields.get("Scale") or 0),
        "media_id": message.fields.get("MediaId"),
        "pic_url": message.fields.get("PicUrl"),
        "url": message.fields.get("Url"),
        "label": message.fields.get("Label"),
        "recognition": message.fields.get("Recognition"),
        "bizmsgmenuid": message.fields.get("bizmsgmenuid"),
    }
    for name, value in expect.items():
        if name in known:
            assert known[name] == value, name
    if expect.get("answer") in ("yes", "polite", "welcome"):
        assert is_answered(message)
    if expect.get("answer") == "no":
        assert not is_answered(message)


def test_duplicate_keys_are_all_different() -> None:
    keys = [parse_message(one["xml"].encode()).duplicate_key for one in VECTORS["messages"]]
    assert len(set(keys)) == len(keys)


@each("replies")
def test_reply(vector: dict[str, Any]) -> None:
    account = VECTORS["accounts"][vector["account"]]
    encrypted = cipher(vector).encrypt(vector["plaintext"], vector["random16"].encode())
    assert encrypted == vector["encrypt"]
    signature = sign(account["token"], vector["timestamp"], vector["nonce"], encrypted)
    assert signature == vector["msg_signature"]
    reply = encrypted_reply(encrypted, signature, vector["timestamp"], vector["nonce"])
    assert reply == vector["response_xml"]


@each("official")
def test_official(vector: dict[str, Any]) -> None:
    assert cipher(vector).decrypt(vector["encrypt"]) == vector["plaintext"]
    if "msg_signature" in vector:
        parts = (vector["token"], vector["timestamp"], vector["nonce"], vector["encrypt"])
        assert is_signed(vector["msg_signature"], *parts)


@each("wecom_get")
def test_wecom_url_check(vector: dict[str, Any]) -> None:
    account, query = VECTORS["accounts"][vector["account"]], vector["query"]
    parts = (account["token"], query["timestamp"], query["nonce"], query["echostr"])
    assert is_signed(query["msg_signature"], *parts)
    assert cipher(vector).decrypt(query["echostr"]) == vector["expect"]["body"]


@each("reject")
def test_reject(vector: dict[str, Any]) -> None:
    kinds = {
        "signature": SignatureMismatch,
        "appid": WrongAccount,
        "decode": DecryptionFailed,
    }
    account = VECTORS["accounts"][vector["account"]]
    query = {
        "timestamp": vector["timestamp"],
        "nonce": vector["nonce"],
        "signature": sign(account["token"], vector["timestamp"], vector["nonce"]),
        "msg_signature": vector["msg_signature"],
        "encrypt_type": "aes",
    }
    body = f"<xml><Encrypt>{vector['encrypt']}</Encrypt></xml>".encode()
    with pytest.raises(kinds[vector["why"]]) as caught:
        gate({**vector, "query": query}, encrypted=True).open(query, body)
    assert isinstance(caught.value, ConnectorError)


@each("split")
def test_split(vector: dict[str, Any]) -> None:
    parts = split(vector["text"], vector["max_bytes"])
    assert all(0 < size(part) <= vector["max_bytes"] for part in parts)
    assert "".join("".join(parts).split()) == "".join(vector["text"].split())
    if "parts" in vector:
        assert len(parts) == vector["parts"]
    assert len(parts) <= vector.get("max_parts", len(parts))


def test_error_codes() -> None:
    codes = [error["errcode"] for error in VECTORS["api"]["errors"]]
    assert {code: reaction(code) for code in codes} == REACTIONS
