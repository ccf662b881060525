"""The panel and its desk put into the application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI

from actions.knowledge_base import KnowledgeBase
from assistant.accounts.audited import audited
from assistant.accounts.build import build_accounts
from assistant.accounts.include import PanelAccess, include_accounts
from assistant.bus import Bus, MemoryBus, RedisBus
from assistant.desk.build import DeskService, build_desk
from assistant.desk.phrasebook import phrasebook
from assistant.rates import Rates
from assistant.settings import Settings
from assistant.storage.database import Engines
from connectors.panel.desk_router import create_assist_router, create_reports_router
from connectors.panel.protocol import Presence
from connectors.panel.router import create_router
from connectors.panel.socket import create_socket


def create_bus(settings: Settings) -> Bus:
    """The bus that the settings ask for: over Redis, or within this process."""
    return RedisBus(settings.redis_url) if settings.redis_url else MemoryBus()


def desk_alone(
    engine: Engines, knowledge: Callable[[], KnowledgeBase], settings: Settings
) -> DeskService:
    """The desk of a process that serves no panel, as the command line does."""
    agents = build_accounts(engine, settings)
    return build_desk(engine, knowledge, agents, MemoryBus(), settings, phrasebook())


def include_panel(
    app: FastAPI,
    engine: Engines,
    knowledge: Callable[[], KnowledgeBase],
    bus: Bus,
    settings: Settings,
    rates: Rates,
) -> tuple[DeskService, PanelAccess]:
    """Add sign-in and the panel's calls; the desk stands in `app.state.desk`. `rates` says how
    often an agent may call."""
    desks: list[DeskService] = []

    def presence(agent: str) -> Presence:
        return desks[0].team.last_known(agent)

    access = include_accounts(app, engine, settings, presence, rates)
    desk = build_desk(
        engine, knowledge, access.accounts, bus, settings, phrasebook(), access.translate
    )
    panel = audited(desk.panel, access.audit)
    desks.append(desk)
    app.include_router(create_router(panel, access.gate))
    app.include_router(create_assist_router(panel, access.gate))
    app.include_router(create_reports_router(panel, access.gate))
    app.include_router(create_socket(desk.panel.live, access.gate))
    app.state.desk = desk
    return desk, access


@asynccontextmanager
async def running(desk: DeskService, bus: Bus) -> AsyncIterator[None]:
    """What runs beside the requests: the live events, the outbox, the bus."""
    work = [desk.feed.run(), desk.outbox.run()]
    if isinstance(bus, RedisBus):
        work.append(bus.run())
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
