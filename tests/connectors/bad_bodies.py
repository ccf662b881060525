"""Request bodies that no one should send, each with the status it gets."""

from __future__ import annotations

import json


def encode(body: object) -> bytes:
    """JSON in UTF-8; with escapes where a lone surrogate has no bytes."""
    try:
        return json.dumps(body, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(body).encode("ascii")


NOT_JSON = {
    "nothing": b"",
    "plain text": b"hello",
    "cut off": b'{"sender": "u',
    "not UTF-8": b'{"sender": "\xff\xfe"}',
    "UTF-16": '{"sender": "u"}'.encode("utf-16"),
    "a list": b"[1, 2]",
    "a string": b'"hello"',
    "null": b"null",
    "a number too long": b'{"n": ' + b"9" * 6000 + b"}",
    "deeply nested": b"[" * 30000 + b"]" * 30000,
    "deeply nested objects": b'{"a":' * 10000 + b"1" + b"}" * 10000,
}
TOO_LARGE = {
    "a megabyte": json.dumps({"sender": "u", "message": "a" * 1_000_000}).encode(),
    "just over": b" " * (64 * 1024 + 1),
}
BAD_TEXTS: dict[str, object] = {
    "empty": "",
    "blank": " \n\t",
    "only null bytes": "\x00\x00",
    "only zero-width": "\u200b\u200d\ufeff",
    "a lone surrogate": "\ud800",
    "too long": "a" * 4001,
    "10,000 emoji": "😀" * 10_000,
    "a number": 5,
    "null": None,
    "a list": ["hello"],
    "an object": {"text": "hello"},
    "true": True,
}
GOOD_TEXTS = {
    "a surrogate beside text": ("hello\ud800", "hello"),
    "null byte beside text": ("hel\x00lo", "hello"),
    "right-to-left override": ("\u202eabc\u202c", "abc"),
    "HTML": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "4,000 emoji": ("😀" * 4000, "😀" * 4000),
    "an intent": ("/restart", "/restart"),
    "decomposed": ("Cafe\u0301", "Café"),
}
