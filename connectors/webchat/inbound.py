"""What the widget sends, read from its JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from connectors.body import (
    LONGEST_PAYLOAD,
    identifier,
    optional_identifier,
    optional_language,
    optional_text,
    required_text,
)
from connectors.errors import Unprocessable
from connectors.protocol import InboundMessage, Rating
from connectors.text import clean_message, clean_text

CHANNEL = "webchat"
LONGEST_COMMENT = 1000


@dataclass(frozen=True)
class Feedback:
    """A thumb up or down on one message, with a word why where the person gave one."""

    message_id: str
    rating: Rating
    comment: str | None


def parse_message(
    fields: Mapping[str, object], sender: str, languages: Collection[str]
) -> InboundMessage:
    """A message with `id` (the client's own) and `text`; optional are `language` (which the person
    chose), `locale` (the widget's own language) and `payload`.

    Raises Unprocessable where a field breaks a rule.
    """
    return InboundMessage(
        channel=CHANNEL,
        sender=sender,
        text=clean_message(required_text(fields, "text")),
        message_id=identifier(fields, "id"),
        language=optional_language(fields, languages),
        locale=optional_language(fields, languages, "locale"),
        payload=optional_identifier(fields, "payload", LONGEST_PAYLOAD),
    )


def parse_feedback(fields: Mapping[str, object]) -> Feedback:
    """Feedback with `message_id`, `rating` and optional `comment`. Raises Unprocessable."""
    comment = clean_text(optional_text(fields, "comment") or "")
    if len(comment) > LONGEST_COMMENT:
        raise Unprocessable(
            "comment-too-long", f"The comment is longer than {LONGEST_COMMENT} characters."
        )
    return Feedback(identifier(fields, "message_id"), _rating(fields), comment or None)


def _rating(fields: Mapping[str, object]) -> Rating:
    rating = fields.get("rating")
    if rating == "up":
        return "up"
    if rating == "down":
        return "down"
    raise Unprocessable("invalid-field", "The field 'rating' must be 'up' or 'down'.")
