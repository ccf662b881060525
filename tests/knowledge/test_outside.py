"""Messages that are known to be none of our business, and questions that are like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.lexical import terms
from knowledge.outside import OutsideMessages, read_out_of_scope
from nlu.encoder import Encoder
from nlu.languages import LANGUAGES

KNOWN = ["vaccinate my cat", "euro exchange rate now", "cheap flights home", "best dumplings"]


@pytest.fixture(scope="module")
def messages(encoder: Encoder) -> OutsideMessages:
    return OutsideMessages.build(
        encoder.encode(KNOWN, "query"), [terms(message, "en") for message in KNOWN]
    )


def _nearness(messages: OutsideMessages, encoder: Encoder, text: str) -> tuple[float, float]:
    return messages.nearness(encoder.encode([text], "query"), terms(text, "en"))


def test_a_message_like_a_known_one_is_nearer_than_another(
    messages: OutsideMessages, encoder: Encoder
) -> None:
    like = _nearness(messages, encoder, "where can i vaccinate a cat")
    unlike = _nearness(messages, encoder, "register with the police")
    assert like[0] > unlike[0]
    assert like[1] > unlike[1]


def test_words_that_no_message_has_are_near_to_none(
    messages: OutsideMessages, encoder: Encoder
) -> None:
    assert _nearness(messages, encoder, "居留许可")[1] == 0.0


def test_what_was_saved_is_read_again(
    messages: OutsideMessages, encoder: Encoder, tmp_path: Path
) -> None:
    messages.save(tmp_path / "outside")
    read = OutsideMessages.load(tmp_path / "outside")
    for text in ("my cat is ill", "dumplings"):
        assert _nearness(read, encoder, text) == _nearness(messages, encoder, text)


def test_every_language_has_examples() -> None:
    counts = dict.fromkeys(LANGUAGES, 0)
    for language, _ in read_out_of_scope():
        counts[language] += 1
    assert min(counts.values()) >= 60
