"""Rasa's custom actions in this process, without an action server and its HTTP round trip."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException


def check_results_by_one_schema() -> None:
    """Check the result of each action by a schema that was compiled once.

    Rasa compiles the schema and checks the schema itself on every call, which was three quarters of
    the processor time of a message.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.Draft7Validator(schema)

    def validate(_: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


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
            return await self._executor.run(call)
        except ActionExecutionRejection as rejection:
            body = {"action_name": rejection.action_name, "error": str(rejection)}
            raise ClientResponseError(400, "rejected", json.dumps(body)) from rejection
        except ActionNotFoundException as missing:
            body = {"action_name": missing.action_name, "error": str(missing)}
            raise ClientResponseError(404, "no such action", json.dumps(body)) from missing
