"""A small OpenID Connect provider: discovery, keys, codes bound to PKCE, signed identity tokens."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.stand_ins import serving

CLIENT, SECRET = "hangzhou-desk", "s3cret-of-the-desk"


class Issuer:
    """`person` is who signs in; `claims` change what its tokens say, `mode` how it behaves."""

    def __init__(self) -> None:
        self.url = ""
        self.mode = "right"
        self.person: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.key: RSAKey | ECKey = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def application(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/keys", self.keys),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
            ]
        )

    async def discovery(self, _: Request) -> Response:
        if self.mode == "down":
            return PlainTextResponse("no", 500)
        if self.mode == "no discovery":
            return JSONResponse([])
        issuer = "http://other.example" if self.mode == "other issuer" else self.url
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    async def keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"state": asked["state"], "iss": self.url}
        back.update({"error": "access_denied"} if self.mode == "denied" else {"code": code})
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> Response:
        form = dict(part.split("=", 1) for part in (await request.body()).decode().split("&"))
        asked = self.codes.pop(form.get("code", ""), None)
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if asked is None or request.headers.get("authorization") != f"Basic {wanted}":
            return JSONResponse({"error": "invalid_grant"}, 400)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked["code_challenge_method"] != "S256" or asked["code_challenge"] != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        wrong = {
            "token 500": PlainTextResponse("no", 500),
            "token html": PlainTextResponse("<html>"),
            "token list": JSONResponse([]),
            "no id token": JSONResponse({"access_token": "a", "token_type": "Bearer"}),
            "id token 7": JSONResponse(
                {"access_token": "a", "token_type": "Bearer", "id_token": 7}
            ),
        }
        body = {"access_token": "a", "token_type": "Bearer", "id_token": self._signed(asked)}
        return wrong.get(self.mode) or JSONResponse(body)

    def _signed(self, asked: dict[str, str]) -> str:
        moment = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.mode == "unsigned":
            parts = (b'{"alg":"none"}', str(claims).replace("'", '"').encode(), b"")
            return ".".join(base64.urlsafe_b64encode(p).rstrip(b"=").decode() for p in parts)
        if self.mode == "symmetric":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2))
        key = self.key
        if self.mode == "other key":
            key = RSAKey.generate_key(2048, {"kid": "1"})
        algorithm = "ES256" if isinstance(key, ECKey) else "RS256"
        return jwt.encode({"alg": algorithm, "kid": str(key.kid)}, claims, key)


@contextmanager
def running(issuer: Issuer) -> Iterator[Issuer]:
    """The provider on a free port, in a thread."""

    def at(url: str) -> Starlette:
        issuer.url = url
        return issuer.application()

    with serving(at):
        yield issuer
