"""The clock of the knowledge base and the actions: `nlu.clock`."""

from nlu.clock import HANGZHOU, now, today

__all__ = ["HANGZHOU", "now", "today"]
