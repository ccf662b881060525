"""What WeChat's error codes mean for us.

After Tencent's list of global return codes and the pages of the single calls.
"""

from __future__ import annotations

from enum import Enum
from typing import Final


class Reaction(Enum):
    """What is done about an error."""

    RETRY = "try again with back-off"
    REFRESH = "get a new access token and try once more"
    SHORTEN = "split the text smaller and try once more"
    WAIT = "wait a minute"
    HOLD = "keep it for the person's next message"
    STOP_TODAY = "push nothing to anybody until the daily quota is new"
    NO_RIGHT = "the account may not push: passive replies only"
    ALARM = "an operator must mend the configuration or the account"
    DROP = "this person cannot be reached"
    BUG = "our request was wrong"


BUSY: Final = -1

REACTIONS: Final[dict[int, Reaction]] = {
    BUSY: Reaction.RETRY,
    40001: Reaction.REFRESH,  # access token wrong
    40014: Reaction.REFRESH,  # access token invalid
    42001: Reaction.REFRESH,  # access token expired
    45002: Reaction.SHORTEN,  # text too long
    45011: Reaction.WAIT,  # too many calls in a minute
    45015: Reaction.HOLD,  # 48 hours over
    45047: Reaction.HOLD,  # more messages than allowed since the person's last action
    45009: Reaction.STOP_TODAY,  # daily quota used up
    48001: Reaction.NO_RIGHT,  # account not verified
    40013: Reaction.ALARM,  # AppID wrong
    40125: Reaction.ALARM,  # AppSecret wrong
    40164: Reaction.ALARM,  # our address is not in the account's list
    40243: Reaction.ALARM,  # AppSecret frozen
    48004: Reaction.ALARM,  # API banned
    48006: Reaction.ALARM,  # no quota resets left
    50002: Reaction.ALARM,  # account restricted
    40003: Reaction.DROP,  # openid unknown
    43004: Reaction.DROP,  # does not follow the account
    43019: Reaction.DROP,  # blacklisted
    48002: Reaction.DROP,  # refuses messages
    50005: Reaction.DROP,  # has left
}


def reaction(code: int) -> Reaction:
    """What to do about a code; one that we do not know is a bug of ours until it is listed."""
    return REACTIONS.get(code, Reaction.BUG)
