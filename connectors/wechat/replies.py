"""Passive replies: the XML that answers a delivery (Tencent: "passive user reply message")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    return _reply(to, account, created, "text", f"<Content>{cdata(text)}</Content>")


def media_reply(to: str, account: str, kind: str, media_id: str, created: int) -> str:
    """An `image` or `voice` that was uploaded before."""
    tag = kind.capitalize()
    inner = f"<{tag}><MediaId>{cdata(media_id)}</MediaId></{tag}>"
    return _reply(to, account, created, kind, inner)


def news_reply(to: str, account: str, articles: Sequence[Mapping[str, str]], created: int) -> str:
    """Cards with `title`, `description`, `picurl` and `url`; WeChat shows one."""
    items = "".join(
        "<item>"
        f"<Title>{cdata(article['title'])}</Title>"
        f"<Description>{cdata(article.get('description', ''))}</Description>"
        f"<PicUrl>{cdata(article.get('picurl', ''))}</PicUrl>"
        f"<Url>{cdata(article['url'])}</Url>"
        "</item>"
        for article in articles
    )
    inner = f"<ArticleCount>{len(articles)}</ArticleCount><Articles>{items}</Articles>"
    return _reply(to, account, created, "news", inner)


def encrypted_reply(encrypted: str, signature: str, timestamp: str, nonce: str) -> str:
    """The envelope of an encrypted reply."""
    return (
        f"<xml><Encrypt>{cdata(encrypted)}</Encrypt>"
        f"<MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def _reply(to: str, account: str, created: int, kind: str, inner: str) -> str:
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName><FromUserName>{cdata(account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata(kind)}</MsgType>{inner}</xml>"
    )
