"""An OpenID Connect provider: where its endpoints are, and what its identity tokens prove.

OpenID Connect Core 1.0 (3.1.3.7: validation), Discovery 1.0; RFC 7636 (PKCE), RFC 8725 (only
asymmetric signatures, only expected algorithms).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
_TIMEOUT: Final = 10.0
_KEPT: Final = timedelta(hours=1)
_LEEWAY_SECONDS: Final = 60
_DISCOVERY: Final = "/.well-known/openid-configuration"


class ProviderDown(Exception):
    """The provider does not answer, or not as one."""


class NotProven(Exception):
    """What came back proves nothing. The text says why, for the log."""


@dataclass(frozen=True)
class Identity:
    """Whom the provider vouches for. `email` is in lower case and verified, else None."""

    subject: str
    email: str | None


class Provider:
    """The provider at `issuer`, to which we are `client_id`."""

    def __init__(
        self, issuer: str, client_id: str, client_secret: str, clock: Callable[[], datetime]
    ) -> None:
        self.issuer = issuer
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._known: tuple[datetime, Mapping[str, Any], KeySet] | None = None

    async def sign_in_url(self, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser. Raises ProviderDown."""
        endpoint = (await self._discovered())[0]["authorization_endpoint"]
        async with self._client(redirect_uri) as client:
            url, _ = client.create_authorization_url(
                endpoint, state=state, code_verifier=verifier, nonce=nonce
            )
        return str(url)

    async def identity(self, code: str, redirect_uri: str, nonce: str, verifier: str) -> Identity:
        """Change a code for the identity it stands for. Raises ProviderDown, NotProven."""
        metadata, _ = await self._discovered()
        try:
            async with self._client(redirect_uri) as client:
                answer = await client.fetch_token(
                    metadata["token_endpoint"], code=code, code_verifier=verifier
                )
        except AuthlibBaseError as error:
            raise NotProven(f"the code was refused: {error.error}") from error
        except (httpx.HTTPError, ValueError, TypeError, AttributeError) as error:
            raise ProviderDown(type(error).__name__) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProven("no identity token")
        return await self._proven(token, nonce)

    def _client(self, redirect_uri: str) -> Any:
        return AsyncOAuth2Client(
            self._client_id,
            self._client_secret,
            scope="openid email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )

    async def _proven(self, token: str, nonce: str) -> Identity:
        _, keys = await self._discovered()
        try:
            claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError) as error:
            # The provider may have changed its keys since: look once more.
            _, keys = await self._discovered(again=True)
            try:
                claims = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
            except (JoseError, ValueError):
                raise NotProven(f"the token: {type(error).__name__}") from error
        self._check(claims, nonce)
        email = claims.get("email")
        is_verified = claims.get("email_verified") is True and isinstance(email, str)
        return Identity(claims["sub"], email.lower() if is_verified and email else None)

    def _check(self, claims: Mapping[str, Any], nonce: str) -> None:
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock().timestamp()),
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(dict(claims))
        except JoseError as error:
            raise NotProven(f"the token's claims: {error}") from error
        audience, party = claims["aud"], claims.get("azp")
        if isinstance(audience, list) and len(audience) > 1 and party is None:
            raise NotProven("the token is for several and names no party")
        if party is not None and party != self._client_id:
            raise NotProven("the token is for another party")

    async def _discovered(self, again: bool = False) -> tuple[Mapping[str, Any], KeySet]:
        known = self._known
        if known is None or again or self._clock() - known[0] > _KEPT:
            metadata, keys = await self._discover()
            self._known = known = (self._clock(), metadata, keys)
        return known[1], known[2]

    async def _discover(self) -> tuple[Mapping[str, Any], KeySet]:
        try:
            async with httpx.AsyncClient(timeout=_TIMEOUT) as client:
                metadata = await _json(client, f"{self.issuer.rstrip('/')}{_DISCOVERY}")
                if metadata["issuer"] != self.issuer:
                    raise ProviderDown("the provider names another issuer")
                keys = KeySet.import_key_set(await _json(client, str(metadata["jwks_uri"])))
                for name in ("authorization_endpoint", "token_endpoint"):
                    if not isinstance(metadata[name], str):
                        raise ProviderDown(f"no {name}")
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            JoseError,
            LookupError,
            ValueError,
            TypeError,
        ) as e:
            raise ProviderDown(type(e).__name__) from e
        return metadata, keys


async def _json(client: httpx.AsyncClient, url: str) -> Any:
    response = await client.get(url)
    response.raise_for_status()
    return response.json()
