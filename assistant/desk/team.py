"""The agents: who is there, who speaks what, and who should be called first."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from assistant.clock import now
from assistant.storage.desk.presence import Presence, PresenceRepository
from assistant.storage.desk.queue import QueueRepository
from connectors.panel.protocol import Agents, CurrentAgent

_FRESH_SECONDS: Final = 2.0


@dataclass(frozen=True)
class Staff:
    """The team at one moment. `held` counts the conversations that each agent holds."""

    agents: Mapping[str, CurrentAgent] = field(default_factory=dict)
    presence: Mapping[str, Presence] = field(default_factory=dict)
    held: Mapping[str, int] = field(default_factory=dict)

    @property
    def online(self) -> list[CurrentAgent]:
        """Those who can take a conversation now."""
        return [a for a in self.agents.values() if self.presence.get(a.id) == "online"]

    def call_order(self, language: str | None) -> list[CurrentAgent]:
        """Whom to call for a conversation: who speaks its language, then who holds fewest."""
        return sorted(
            self.online,
            key=lambda agent: (
                language not in agent.languages,
                self.held.get(agent.id, 0),
                agent.id,
            ),
        )

    def left_to_others(self, agent: CurrentAgent, language: str | None) -> bool:
        """Whether somebody who is there speaks the language, and this agent does not."""
        if language is None or language in agent.languages:
            return False
        return any(language in other.languages for other in self.online)


class Team:
    """Reads the team, and keeps what it read for a moment. Calls block."""

    def __init__(
        self,
        agents: Agents,
        presence: PresenceRepository,
        queue: QueueRepository,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._agents = agents
        self._presence = presence
        self._queue = queue
        self._clock = clock
        self._staff = Staff()
        self._read_at = -_FRESH_SECONDS
        self._names: dict[str, str] = {}

    def staff(self, fresh: bool = False) -> Staff:
        """The team now; what was read in the last two seconds is now, unless asked `fresh`."""
        moment = time.monotonic()
        if fresh or moment - self._read_at >= _FRESH_SECONDS:
            agents = {agent.id: agent for agent in self._agents.all()}
            self._staff = Staff(agents, self._presence.all(self._clock()), self._queue.held())
            self._names.update({agent.id: agent.display_name for agent in agents.values()})
            self._read_at = moment
        return self._staff

    def last_known(self, agent_id: str) -> Presence:
        """An agent's presence as it was last read; reads nothing."""
        return self._staff.presence.get(agent_id, "offline")

    def described(self, agent_id: str | None) -> dict[str, Any] | None:
        """An agent as rows and messages name them; None for none."""
        if agent_id is None:
            return None
        if agent_id not in self._names:
            found = self._agents.find(agent_id)
            self._names[agent_id] = found.display_name if found else ""
        return {"id": agent_id, "display_name": self._names[agent_id]}

    def list(self) -> list[dict[str, Any]]:
        """Everyone whose account is open, with their presence."""
        staff = self.staff(fresh=True)
        return [self.card(agent, staff) for agent in staff.agents.values()]

    def card(self, agent: CurrentAgent, staff: Staff | None = None) -> dict[str, Any]:
        """An agent as the panel shows them."""
        staff = staff or self.staff()
        return {
            "id": agent.id,
            "name": agent.name,
            "display_name": agent.display_name,
            "role": agent.role,
            "languages": list(agent.languages),
            "presence": staff.presence.get(agent.id, "offline"),
        }
