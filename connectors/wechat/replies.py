"""Passive replies: the XML that answers a delivery (Tencent: "passive user reply message")."""

from __future__ import annotations

import re
from typing import Final

SUCCESS: Final = "success"
"""The body that says: received, nothing to show."""

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow (section 2.2)."""


def cdata(text: str) -> str:
    """The text as a CDATA section, without characters illegal in XML 1.0.

    >>> cdata("a ]]> b")
    '<![CDATA[a ]]]]><![CDATA[> b]]>'
    """
    return "<![CDATA[" + _ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def text_reply(to: str, account: str, text: str, created: int) -> str:
    """A text for `to` (an openid) from `account` (a `gh_` id)."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata('text')}</MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def encrypted_reply(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt>"
        f"<MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )
