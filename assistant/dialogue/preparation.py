"""What is set before anything of Rasa is loaded: what people write stays out of its logs, it does
not call home, and what only training needs is not loaded.

Rasa logs events with the user's text in them, through structlog and at DEBUG; structlog prints them
all unless it is configured before Rasa is used.
"""

from __future__ import annotations

import logging
import os
import warnings


def prepare_rasa() -> None:
    """Call this before anything of Rasa is imported or loaded."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TQDM_DISABLE", "1")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    warnings.filterwarnings("ignore", module=r"(rasa|tensorflow|pkg_resources|sanic)\b")
    warnings.filterwarnings("ignore", category=DeprecationWarning)

    from rasa.utils.log_utils import configure_structlog

    from assistant.dialogue.training_only import let_training_wait

    configure_structlog(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "apscheduler", "matplotlib", "bm25s", "jieba"):
        logging.getLogger(name).setLevel(logging.WARNING)
    let_training_wait()
