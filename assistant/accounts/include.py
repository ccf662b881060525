"""Signing in to the panel, and translation there, put into the application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy.engine import Engine

from assistant.accounts.accounts import Accounts
from assistant.accounts.audit_log import AuditLog
from assistant.accounts.build import build_accounts, build_sign_in, build_single_sign_on
from assistant.accounts.links import public_base
from assistant.accounts.sign_in import SignIn
from assistant.clock import now
from assistant.rates import RateLimit, Rates
from assistant.settings import Settings
from assistant.storage.audit import AuditRepository
from assistant.translation.build import build_translations
from assistant.translation.translations import Translations
from connectors.panel.cookies import Cookies
from connectors.panel.require import AgentGate
from connectors.panel.session import PresenceOf, create_session_router
from connectors.panel.translate import create_translate_router


@dataclass(frozen=True)
class PanelAccess:
    """What the rest of the panel needs of accounts. `gate` implements `RequireAgent`, `accounts`
    implements `Agents` of `connectors.panel.protocol`."""

    gate: AgentGate
    accounts: Accounts
    audit: AuditLog
    sign_in: SignIn
    translate: Translations | None


def include_accounts(
    app: FastAPI,
    engine: Callable[[], Engine],
    settings: Settings,
    presence: PresenceOf = lambda _: "offline",
    rates: Rates | None = None,
) -> PanelAccess:
    """Add the session calls of the panel; `app.state.panel_access` is what is returned. `rates`
    says how often an agent may call: by default within this process."""
    limit = rates or RateLimit(settings.agent_requests_per_minute)
    sign_in = build_sign_in(engine, settings)
    access = PanelAccess(
        AgentGate(sign_in, settings.public_url, lambda agent: limit.wait(f"agent:{agent}")),
        build_accounts(engine, settings),
        AuditLog(AuditRepository(engine)),
        sign_in,
        build_translations(settings),
    )
    is_secure = (settings.public_url or "").startswith("https://")
    app.include_router(
        create_session_router(
            sign_in,
            access.gate,
            cookies=Cookies(is_secure),
            clock=now,
            single_sign_on=build_single_sign_on(engine, settings, sign_in),
            redirect_uri=f"{public_base(settings)}/panel/api/oidc/callback",
            presence=presence,
        )
    )
    app.include_router(create_translate_router(access.translate, access.gate))
    app.state.panel_access = access
    return access
