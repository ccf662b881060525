"""Figures for Prometheus. Labels are few and known: no sender, no text."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Gauge, Histogram

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

MESSAGES: Final = Counter(
    "assistant_messages_total", "Messages from people.", ["channel", "language"]
)
ANSWERS: Final = Counter(
    "assistant_answers_total", "Messages to people, by type.", ["type", "language"]
)
ANSWER_SECONDS: Final = Histogram(
    "assistant_answer_seconds", "From a stored message to its stored answer.", buckets=_SECONDS
)
STAGE_SECONDS: Final = Histogram(
    "assistant_stage_seconds", "Time of one stage of an answer.", ["stage"], buckets=_SECONDS
)
FAILURES: Final = Counter(
    "assistant_failures_total", "Answers that fell back to a simpler way.", ["stage"]
)
EMERGENCIES: Final = Counter(
    "assistant_emergencies_total", "Emergencies that were reported, by kind.", ["kind"]
)
READY: Final = Gauge("assistant_ready", "1 when the service can answer.")
REQUESTS: Final = Counter(
    "assistant_http_requests_total", "HTTP requests.", ["method", "route", "status"]
)
REQUEST_SECONDS: Final = Histogram(
    "assistant_http_request_seconds", "Time of HTTP requests.", ["route"], buckets=_SECONDS
)
CLEANED: Final = Gauge(
    "assistant_cleaned_timestamp_seconds", "When what is over was last deleted (Unix time)."
)
CONVERSATIONS: Final = Gauge(
    "assistant_conversations", "Conversations that wait for an agent or are with one.", ["state"]
)
INBOX: Final = Gauge(
    "assistant_inbox_messages", "Messages that came in and are not answered.", ["channel", "state"]
)
OUTBOX: Final = Gauge(
    "assistant_outbox_messages", "Messages that are not delivered.", ["channel", "state"]
)
ENCODER: Final = Gauge("assistant_encoder_info", "1 for the encoder in use.", ["name"])
INDEX: Final = Gauge("assistant_index_info", "1 for the index in use.", ["version"])
LOGGED: Final = Counter("assistant_log_records_total", "Log lines from warnings up.", ["level"])


def note_versions(encoder: str, index: str) -> None:
    """Say which encoder and which index answer now."""
    for gauge, value in ((ENCODER, encoder), (INDEX, index)):
        gauge.clear()
        gauge.labels(value).set(1)
