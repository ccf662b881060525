"""What agents made of suggestions, as evaluation data: JSON Lines, one judged suggestion each."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assistant.storage.desk.files import SuggestionRepository
from nlu.redaction import without_personal_data


def judgement_lines(store: SuggestionRepository) -> Iterator[str]:
    """The lines, in the order of judging. Personal data in questions is replaced by its kind.

    `label` is 1 where the agent used the entry (`sent` or `edited`), 0 where they rejected it.
    """
    for one in store.judged():
        line = {
            "question": without_personal_data(one.question),
            "language": one.language,
            "entry": one.entry,
            "rank": one.rank,
            "confidence": round(one.confidence, 4),
            "judgement": one.judgement,
            "label": int(one.judgement != "rejected"),
            "judged_at": one.judged_at.isoformat() if one.judged_at else None,
        }
        yield json.dumps(line, ensure_ascii=False)
