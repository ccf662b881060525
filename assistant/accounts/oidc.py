"""Signing in by OpenID Connect: a proven identity opens the account that it belongs to, or none."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from assistant.accounts.audit_log import AuditLog
from assistant.accounts.oidc_provider import Identity, NotProven, Provider, ProviderDown
from assistant.accounts.oidc_state import Started
from assistant.accounts.sign_in import SignIn
from assistant.accounts.tokens import stored_form
from assistant.storage.agents import AgentRecord, AgentRepository
from connectors.errors import Unauthorised, Unavailable
from connectors.panel.access import PanelSession

logger = logging.getLogger(__name__)


class OpenIdConnect:
    """Implements `connectors.panel.access.SingleSignOn`. No account is ever made by it: the first
    time, a verified e-mail address must be that of an account; from then on its subject counts.
    """

    def __init__(
        self,
        provider: Provider,
        agents: AgentRepository,
        sign_in: SignIn,
        audit: AuditLog,
        key: bytes,
        clock: Callable[[], datetime],
    ) -> None:
        self._provider = provider
        self._agents = agents
        self._sign_in = sign_in
        self._audit = audit
        self._key = key
        self._clock = clock

    async def start(self, redirect_uri: str) -> tuple[str, str]:
        """See `SingleSignOn`."""
        started = Started.new(self._clock())
        try:
            url = await self._provider.sign_in_url(
                redirect_uri, started.state, started.nonce, started.verifier
            )
        except ProviderDown as error:
            raise _down(error) from error
        return url, started.signed(self._key)

    async def finish(self, query: Mapping[str, str], kept: str, redirect_uri: str) -> PanelSession:
        """See `SingleSignOn`."""
        try:
            identity = await self._identity(query, kept, redirect_uri)
            return await asyncio.to_thread(self._begin, identity)
        except NotProven as error:
            logger.warning("A sign-in by OpenID Connect was refused: %s", error)
            raise Unauthorised("oidc-refused", "The sign-in was refused.") from error
        except ProviderDown as error:
            raise _down(error) from error

    async def _identity(self, query: Mapping[str, str], kept: str, redirect_uri: str) -> Identity:
        started = Started.read(kept, self._key, self._clock())
        if started is None:
            raise NotProven("this browser began no sign-in")
        if not hmac.compare_digest(query.get("state", "").encode(), started.state.encode()):
            raise NotProven("another state")
        if query.get("iss", self._provider.issuer) != self._provider.issuer:  # RFC 9207
            raise NotProven("another issuer")
        code = query.get("code")
        if not code:
            raise NotProven("no code: the provider or the person refused")
        return await self._provider.identity(code, redirect_uri, started.nonce, started.verifier)

    def _begin(self, identity: Identity) -> PanelSession:
        subject = stored_form(f"{self._provider.issuer} {identity.subject}")
        record = self._agents.by_subject(subject) or self._bound(identity, subject)
        if record is None or record.disabled_at is not None:
            raise NotProven("nobody here has this identity")
        return self._sign_in.begin(record, "oidc")

    def _bound(self, identity: Identity, subject: str) -> AgentRecord | None:
        record = self._agents.by_email(identity.email) if identity.email else None
        if record is None or record.disabled_at is not None:
            return None
        if not self._agents.bind(record.id, subject):
            raise NotProven("the account with this address belongs to another subject")
        self._audit.record(record.as_current(), "account-bound", record.id)
        return record


def _down(error: ProviderDown) -> Unavailable:
    logger.warning("The OpenID Connect provider does not answer: %s", error)
    return Unavailable("oidc-unavailable", "The sign-in service does not answer.")
