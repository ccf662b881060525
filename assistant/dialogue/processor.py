"""One turn of Rasa's dialogue on a tracker that is given, without what a turn here does not need.

The order of a turn, the components, policies, actions and events are Rasa's own. Left out are the
tracker store (who asks keeps the state), copies of the tracker that nothing changes, and copies of
events for debug logs that are not written.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection, action_for_name_or_text
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.engine.loader import load_predict_graph_runner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelMetadata
from rasa.exceptions import ActionLimitReached
from rasa.shared.core.constants import (
    ACTION_EXTRACT_SLOTS,
    ACTION_VALIDATE_SLOT_MAPPINGS,
    DEFAULT_SLOT_NAMES,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecutionRejected, Event, UserUttered
from rasa.shared.core.events import DefinePrevUserUtteredFeaturization as _ForPoliciesAlone
from rasa.shared.core.slot_mappings import SlotMappingType
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.common import TempDirectoryPath, get_temp_dir_name
from rasa.utils.endpoints import EndpointConfig

from assistant.dialogue.runner import SequentialRunner
from assistant.dialogue.training_only import ServedModel

logger = logging.getLogger(__name__)


class TurnProcessor(MessageProcessor):  # type: ignore[misc]
    """Rasa's processor for turns whose trackers are kept elsewhere. Loading it blocks."""

    def __init__(
        self, model: Path, actions: EndpointConfig, responses: NaturalLanguageGenerator
    ) -> None:
        super().__init__(model, InMemoryTrackerStore(None), InMemoryLockStore(), responses, actions)
        self._actions: dict[str, Action] = {}
        self._sets_slots = messages_set_slots(self.domain)

    async def turn(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        """Take a message: what is said goes to its channel, what happened into the tracker."""
        channel = message.output_channel
        await self._update_tracker_session(tracker, channel, message.metadata)
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(channel, tracker)
        await self._run_prediction_loop(channel, tracker)

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        path = Path(model_path)
        with TempDirectoryPath(get_temp_dir_name()) as folder:
            metadata, runner = load_predict_graph_runner(
                Path(folder), path, ServedModel, SequentialRunner
            )
        return path.name, metadata, runner

    def _get_action(self, action_name: str) -> Action:
        """Actions keep nothing of a turn, so each is made once."""
        if action_name not in self._actions:
            made = action_for_name_or_text(action_name, self.domain, self.action_endpoint)
            self._actions[action_name] = made
        return self._actions[action_name]

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        if not self._sets_slots:
            return tracker
        extraction = self._get_action(ACTION_EXTRACT_SLOTS)
        events = await extraction.run(output_channel, self.nlg, tracker, self.domain)
        await self._send_bot_messages(events, tracker, output_channel)
        tracker.update_with_events(events, self.domain)
        return tracker

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        goes_on = self.should_predict_another_action(tracker.latest_action_name)
        if self.is_action_limit_reached(tracker, goes_on):
            raise ActionLimitReached("The limit of actions to predict has been reached.")
        prediction = self._predict_next_with_tracker(tracker)
        name = self.domain.action_names_or_texts[prediction.max_confidence_index]
        return self._get_action(name), prediction

    async def _run_action(
        self,
        action: Action,
        tracker: DialogueStateTracker,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        prediction: PolicyPrediction,
    ) -> bool:
        seen = tracker
        if any(not isinstance(event, _ForPoliciesAlone) for event in prediction.events):
            # They count for the action, and only stay if it does not refuse.
            seen = tracker.copy()
            seen.update_with_events(prediction.events, self.domain)
        try:
            events = await action.run(output_channel, nlg, seen, self.domain)
        except ActionExecutionRejection:
            refused = (action.name(), prediction.policy_name, prediction.max_confidence)
            tracker.update(ActionExecutionRejected(*refused))
            return bool(self.should_predict_another_action(action.name()))
        except Exception:
            logger.exception("The action %s failed", action.name())
            events = []
        self._log_action_on_tracker(tracker, action, events, prediction)
        if any(isinstance(event, UserUttered) for event in events):
            tracker = await self.run_action_extract_slots(output_channel, tracker)
        await self.execute_side_effects(events, tracker, output_channel)
        return bool(self.should_predict_another_action(action.name()))

    def _log_action_on_tracker(
        self,
        tracker: DialogueStateTracker,
        action: Action,
        events: list[Event] | None,
        prediction: PolicyPrediction,
    ) -> None:
        if not any(isinstance(event, ActionExecutionRejected) for event in events or ()):
            tracker.update_with_events(prediction.events, self.domain)
            tracker.update(action.event_for_successful_execution(prediction))
        tracker.update_with_events(events or [], self.domain)

    def _check_for_unseen_features(self, parse_data: dict[str, Any]) -> None:
        """Intents and entities are those of the training data: `rasa data validate` checks them."""

    @staticmethod
    def _log_slots(tracker: DialogueStateTracker) -> None:
        """Slots hold what people said: they are not logged."""


def messages_set_slots(domain: Domain) -> bool:
    """Whether a message may set a slot before any action is chosen; not where each waits for an
    action of its own to set it, as all of them do here."""
    mappings = [
        mapping
        for slot in domain.slots
        if slot.name not in DEFAULT_SLOT_NAMES
        for mapping in slot.mappings
    ]
    return ACTION_VALIDATE_SLOT_MAPPINGS in domain.user_actions or any(
        mapping.get("type") != SlotMappingType.CUSTOM.value or mapping.get("action")
        for mapping in mappings
    )
