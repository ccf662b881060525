"""The words that the first-use notice names do what it says, in every language, on a channel."""

from __future__ import annotations

import pytest

from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES
from tests.conftest import RunningService


@pytest.mark.parametrize("language", FULL_LANGUAGES)
@pytest.mark.parametrize("right", ["delete", "export"])
def test_the_words_of_the_notice_are_understood(
    right: str, language: str, service: RunningService
) -> None:
    words = sentences("channels").say(f"notice.{right}", language)
    said = service.say(words, f"rights-{right}-{language}")
    payloads = [button["payload"] for message in said for button in message.get("buttons", [])]
    assert f"/{right}_conversation" in payloads, said
    assert said[0]["custom"]["language"] == language
