"""The clock of the service: `knowledge.clock`, which the actions read too."""

from knowledge.clock import HANGZHOU, now, today

__all__ = ["HANGZHOU", "now", "today"]
