"""The fixed words that describe a place: its kind, its district, what it offers, what a number is
for."""

from __future__ import annotations

from typing import Final, Literal

DISTRICTS: Final = (
    "shangcheng",
    "gongshu",
    "xihu",
    "binjiang",
    "xiaoshan",
    "yuhang",
    "linping",
    "qiantang",
    "fuyang",
    "linan",
    "tonglu",
    "chunan",
    "jiande",
)
OUTSIDE_HANGZHOU: Final = ("shanghai", "other")
PLACE_KINDS: Final = (
    "hotline",
    "exit_entry",
    "work_permit",
    "government",
    "hospital",
    "school",
    "university",
    "legal",
    "consulate",
    "transport",
    "payment",
    "telecom",
    "portal",
    "community",
    "culture",
    "faith",
)

PhoneLabel = Literal[
    "main",
    "switchboard",
    "hotline",
    "free",
    "emergency",
    "out_of_hours",
    "from_abroad",
    "home_country",
    "consular",
    "visas",
    "complaints",
    "case_filing",
    "undergraduate_office",
    "campus_security",
]
"""What a number is for; the catalogue says each in every language (`phone.<label>`)."""

Offer = Literal[
    "general",
    "emergency",
    "children",
    "children_emergency",
    "women",
    "birth",
    "eyes",
    "teeth",
    "heart",
    "chest",
    "chinese_medicine",
    "international",
    "insurance",
    "health_check",
    "vaccination",
    "ib",
    "british",
    "american",
    "japanese",
    "bilingual",
    "boarding",
    "foreign_children",
    "labour",
    "court",
    "online_court",
    "foreign_court",
    "advice",
    "notary",
    "mediation",
    "arbitration",
    "lawyers",
    "exit_entry_office",
]
"""What people look for in a place; the catalogue says each in every language (`offer.<offer>`)."""
