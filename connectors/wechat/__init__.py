"""WeChat Official Accounts: callbacks, passive replies and customer-service messages.

    connector = WeChatConnector(conversation, WeChatSettings(), storage, secret=key)
    app.include_router(create_router(connector))

How it is set up and what it does in which case: docs/channels.md.
"""

from connectors.wechat.connector import WeChatConnector
from connectors.wechat.router import create_router
from connectors.wechat.settings import WeChatSettings

__all__ = ["WeChatConnector", "WeChatSettings", "create_router"]
