"""Accounts, sessions and the audit log put together over one database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.engine import Engine

from assistant.accounts.accounts import Accounts
from assistant.accounts.audit_log import AuditLog
from assistant.accounts.lockout import Lockout
from assistant.accounts.passwords import Passwords
from assistant.accounts.sign_in import SignIn
from assistant.clock import now
from assistant.settings import Settings
from assistant.storage.agent_sessions import AttemptRepository, SessionRepository
from assistant.storage.agents import AgentRepository
from assistant.storage.audit import AuditRepository
from connectors.panel.access import SingleSignOn


def build_accounts(engine: Callable[[], Engine], settings: Settings) -> Accounts:
    """Who has an account."""
    audit = AuditLog(AuditRepository(engine))
    holds = timedelta(hours=settings.invitation_hours)
    return Accounts(AgentRepository(engine), audit, holds)


def build_single_sign_on(
    engine: Callable[[], Engine], settings: Settings, sign_in: SignIn
) -> SingleSignOn | None:
    """Signing in at the organisation's own provider; None where none is configured.

    Raises:
        ValueError: the issuer is set without what belongs to it.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id or settings.oidc_client_secret is None:
        raise ValueError("ASSISTANT_OIDC_CLIENT_ID and ASSISTANT_OIDC_CLIENT_SECRET are needed")
    # Loaded only where it is used: most desks have no provider.
    from assistant.accounts.oidc import OpenIdConnect
    from assistant.accounts.oidc_provider import Provider

    secret = settings.oidc_client_secret.get_secret_value()
    provider = Provider(settings.oidc_issuer, settings.oidc_client_id, secret, now)
    audit = AuditLog(AuditRepository(engine))
    agents = AgentRepository(engine)
    return OpenIdConnect(provider, agents, sign_in, audit, settings.signing_key, now)


def build_sign_in(engine: Callable[[], Engine], settings: Settings) -> SignIn:
    """Signing in and out."""
    return SignIn(
        AgentRepository(engine),
        SessionRepository(engine),
        Lockout(AttemptRepository(engine)),
        AuditRepository(engine),
        Passwords(),
        idle=timedelta(minutes=settings.agent_idle_minutes),
        lifetime=timedelta(hours=settings.agent_session_hours),
        shortest_password=settings.password_min_length,
    )
