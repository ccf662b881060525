"""WeCom customer service (微信客服). How an account is set up: docs/channels.md."""

from connectors.wecom.platform import WeComPlatform
from connectors.wecom.settings import WeComSettings

__all__ = ["WeComPlatform", "WeComSettings"]
