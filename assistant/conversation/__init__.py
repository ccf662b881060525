"""The conversation: the one path of every message, whatever channel it came by."""

from assistant.conversation.language import choose_language
from assistant.conversation.path import Conversations

__all__ = ["Conversations", "choose_language"]
