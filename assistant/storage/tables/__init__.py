"""The tables. Migrations that make them stand in `assistant/storage/migrations`.

`metadata` here knows every table, since whoever takes it from here has read all their modules.
"""

from assistant.storage.tables import account, conversation, desk, mailbox, schedule, wechat
from assistant.storage.tables.schema import metadata

__all__ = ["account", "conversation", "desk", "mailbox", "metadata", "schedule", "wechat"]
