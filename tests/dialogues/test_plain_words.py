"""One or two plain words, and what people say of others, are looked up: never taken for yes or no,
for thanks, abuse, praise, or a wish to go back. None of them stands in the examples."""

from __future__ import annotations

import pytest

from nlu.examples import read_examples
from nlu.normalise import fold
from tests.conftest import RunningService

_LOOKED_UP = {"answer", "clarify", "abstain"}

WORDS = [
    "cockroaches",
    "bedbugs",
    "臭虫",
    "靴",
    "신발",
    "parc",
    "miroir",
    "Spiegel",
    "espejo",
    "espelho",
    "курица",
    "موز",
    "giày",
    "ไก่",
]
COMPLAINTS = ["옆집 사람들 최악이야", "chồng tôi là thằng khốn", "the landlord is an idiot"]


@pytest.mark.parametrize("message", [*WORDS, *COMPLAINTS])
def test_what_is_no_command_is_looked_up(
    service: RunningService, sender: str, message: str
) -> None:
    answers = service.say(message, sender)
    assert {answer["custom"]["type"] for answer in answers} & _LOOKED_UP, answers


def test_none_of_them_was_taught() -> None:
    taught = {fold(one.text) for one in read_examples()}
    assert not taught & {fold(message) for message in (*WORDS, *COMPLAINTS)}
