"""Log lines: what they hold, and what they must never hold."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from assistant.logs import CONVERSATION, REQUEST, LogFormat, configure_logs

SECRETS = ("13812345678", "ana@example.org", "E12345678")


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(form: LogFormat, speak: str = "tests.speaker") -> str:
    stream = io.StringIO()
    configure_logs("info", form, stream)
    logger = logging.getLogger(speak)
    if speak != "rasa.core":
        logger.setLevel(logging.NOTSET)  # a server that ran before may have raised it
    logger.info("reach %s or %s, passport %s", *SECRETS)
    try:
        raise ValueError("mail ana@example.org, passport E12345678, phone 13812345678")
    except ValueError:
        logger.exception("It failed")
    logger.info("%d", "not a number")
    return stream.getvalue()


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("speaker", ["tests.speaker", "uvicorn.error", "rasa.core"])
def test_personal_data_is_in_no_line(restored: None, form: LogFormat, speaker: str) -> None:
    written = lines(form, speaker)
    assert "reach [phone] or [email]" in written or speaker == "rasa.core"
    assert not any(secret in written for secret in SECRETS)


def test_each_line_is_json_with_the_ids(restored: None) -> None:
    tokens = REQUEST.set("request-0001"), CONVERSATION.set("c" * 32)
    try:
        found = [json.loads(line) for line in lines("json").splitlines()]
    finally:
        REQUEST.reset(tokens[0])
        CONVERSATION.reset(tokens[1])
    assert len(found) == 3
    for one in found:
        assert one["request"] == "request-0001"
        assert one["conversation"] == "c" * 32
        assert one["level"] in ("INFO", "ERROR")
    assert "ValueError" in found[1]["exception"]


def test_text_lines_name_the_ids_too(restored: None) -> None:
    token = REQUEST.set("request-0001")
    try:
        assert "request=request-0001" in lines("text").splitlines()[0]
    finally:
        REQUEST.reset(token)


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_word_of_a_caller_makes_a_line(restored: None, form: LogFormat) -> None:
    stream = io.StringIO()
    configure_logs("info", form, stream)
    logging.getLogger("tests.speaker").info("bad name %s", "x\n2026-01-01 ERROR forged\r\x1b[2J")
    written = stream.getvalue()
    assert written.count("\n") == 1
    assert "\r" not in written
    assert "\x1b" not in written
