"""Rasa's custom actions in this process, without an action server and its HTTP round trip."""

from __future__ import annotations

import copy
import json
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException


class InProcessActions(EndpointConfig):  # type: ignore[misc]
    """Stands where Rasa expects the action server."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, *_: Any, **options: Any) -> Any:
        """Run the action that the call names.

        Raises:
            ClientResponseError: the action rejected to run (400) or is not there (404), as the
                action server would answer.
        """
        call = copy.copy(options["json"])
        try:
            result = await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"action_name": rejection.action_name, "error": str(rejection)}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from rejection
        except ActionNotFoundException as missing:
            body = {"action_name": missing.action_name, "error": str(missing)}
            raise ClientResponseError(404, "no such action", json.dumps(body)) from missing
        follows = self._what_follows(call)
        if result is not None and follows:
            result["events"].append({"event": "followup", "name": follows})
        return result

    def _what_follows(self, call: dict[str, Any]) -> str | None:
        """What comes after an action that ends its turn, so that no policy need be asked: the form
        that it interrupted asks again, else the person speaks."""
        run = self._executor.actions.get(call["next_action"])
        action: object = getattr(run, "__self__", None)
        if not getattr(action, "ends_turn", False):
            return None
        loop = (call["tracker"].get("active_loop") or {}).get("name")
        if isinstance(loop, str) and getattr(action, "returns_to_form", True):
            return loop
        return str(ACTION_LISTEN_NAME)
