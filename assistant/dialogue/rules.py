"""Rasa's rules, with what was found once remembered.

`RulePolicy` compares every rule with a conversation at each prediction, twice: by the text of the
last message and by its intent. Conversations are mostly in one of few states, and no rule here
reads texts.
"""

from __future__ import annotations

from typing import Any, Final

from rasa.core.policies.rule_policy import RULES_NOT_IN_STORIES, RulePolicy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT, TEXT

_REMEMBERED: Final = 4096

Found = tuple[str | None, str | None, bool]


class QuickRules(RulePolicy):  # type: ignore[misc]
    """Predicts what `RulePolicy` predicts, from what that has learned."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._applicable: dict[tuple[int, str | None], set[str]] = {}
        self._is_by_text = any(map(self._may_match_text, self._all_rules()))
        self.lookup[RULES_NOT_IN_STORIES] = frozenset(self.lookup.get(RULES_NOT_IN_STORIES, ()))

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Found:
        if use_text_for_last_user_input and not self._is_by_text:
            return None, None, False
        found: Found = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    @staticmethod
    def format_tracker_states(_: list[State]) -> str:
        """For a log that is not written."""
        return ""

    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        key = id(lookup), self._create_feature_key(states)
        known = self._applicable.get(key)
        if known is None:
            known = super()._get_possible_keys(lookup, states)
            if len(self._applicable) >= _REMEMBERED:
                self._applicable.clear()
            self._applicable[key] = known
        return known

    def _all_rules(self) -> list[list[State]]:
        keys = [key for rules in self.lookup.values() if isinstance(rules, dict) for key in rules]
        return [self._rule_key_to_state(key) for key in keys]

    @staticmethod
    def _may_match_text(states: list[State]) -> bool:
        """Whether a rule says something about a text, or nothing about what the person said last:
        where a message is seen by its text alone, such a rule applies, too."""
        if any(TEXT in state.get(USER, {}) for state in states):
            return True
        last = states[-1]
        is_after_listening = last.get(PREVIOUS_ACTION, {}).get(ACTION_NAME) == ACTION_LISTEN_NAME
        return is_after_listening and INTENT not in last.get(USER, {})
