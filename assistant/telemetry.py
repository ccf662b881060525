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
