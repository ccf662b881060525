"""What the widget asks for when it is opened: languages, sentences, emergency numbers, starters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from connectors.webchat.languages import BY_CODE, OFFERED, Language
from nlu.catalogues import Sentences
from nlu.languages import answer_language

STARTERS = 6


@dataclass(frozen=True)
class WidgetContent:
    """Everything that the widget shows before a conversation begins.

    `emergency` gives the number for each kind that has a label in the catalogues
    (`widget.emergency.<kind>`), in the order in which they are shown. `person_payload` is the
    payload that asks for a person; without it the widget offers none. `link` says whether
    a conversation can be taken along to WeChat.

    >>> from nlu.catalogues import sentences
    >>> content = WidgetContent(sentences("widget"), {"police": "110"}, 30)
    >>> content.config_for("ar")["direction"]
    'rtl'
    """

    strings: Sentences
    emergency: Mapping[str, str]
    retention_days: int
    person_payload: str | None = None
    link: bool = False
    languages: Sequence[Language] = OFFERED

    def config_for(self, language: str) -> dict[str, object]:
        """The configuration in one of the languages offered. Raises KeyError for others."""
        chosen = BY_CODE[language]
        sentences = self.strings.all(language)
        return {
            "language": chosen.code,
            "direction": chosen.direction,
            "strings_language": answer_language(language),
            "languages": [asdict(offered) for offered in self.languages],
            "strings": {k: v for k, v in sentences.items() if k.startswith("widget.")},
            "emergency": [
                {"number": number, "label": sentences[f"widget.emergency.{kind}"]}
                for kind, number in self.emergency.items()
            ],
            "starters": [sentences[f"widget.starter.{n}"] for n in range(1, STARTERS + 1)],
            "driver_request": self.strings.say("widget.driver.request", "zh"),
            "person_payload": self.person_payload,
            "retention_days": self.retention_days,
            "link": self.link,
        }
