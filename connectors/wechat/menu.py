"""The account's menu, and what its keys mean.

WeChat allows three buttons with five items each; names have at most 16 bytes, those of items 60
(Tencent: "create custom menu"). Everybody sees the same menu, so its names are in two languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from connectors.choices import ASK
from connectors.plain_text import Rendered
from connectors.protocol import Button
from nlu.catalogues import sentences
from nlu.languages import FULL_LANGUAGES, NATIVE_NAMES

LONGEST_NAME: Final = 16
LONGEST_ITEM: Final = 60

HELP: Final = "MENU_HELP"
PERSON: Final = "MENU_PERSON"
EMERGENCY: Final = "MENU_EMERGENCY"
DATA: Final = "MENU_DATA"
LANGUAGES: Final = "MENU_LANG"
TOPICS: Final = "MENU_TOPICS"

_FIRST_LANGUAGES: Final = ("en", "zh", "ko", "ja")
_FIRST_TOPICS: Final = ("residence", "work", "health", "housing")
_ALL_TOPICS: Final = (
    "residence",
    "work",
    "education",
    "health",
    "housing",
    "transport",
    "money",
    "connectivity",
    "legal",
    "government",
    "family",
    "culture",
)
_SHOW_EMERGENCY: Final = '/show_entry{"entry": "guide:emergency-numbers"}'


def build_menu() -> dict[str, Any]:
    """The menu as `menu/create` takes it."""
    languages = [_item(NATIVE_NAMES[code], f"{LANGUAGES}_{code}") for code in _FIRST_LANGUAGES]
    topics = [_item(_both(f"topic.{t}"), f"{TOPICS}_{t}") for t in _FIRST_TOPICS]
    more = _both("wechat.menu.all")
    helping = (
        ("topic.emergency", EMERGENCY),
        ("button.person", PERSON),
        ("wechat.menu.data", DATA),
        ("wechat.menu.help", HELP),
    )
    return {
        "button": [
            _group("wechat.menu.languages", [*languages, _item(more, LANGUAGES)]),
            _group("wechat.menu.topics", [*topics, _item(more, TOPICS)]),
            _group("wechat.menu.help", [_item(_both(name), key) for name, key in helping]),
        ]
    }


def pressed(key: str, language: str) -> Button | Rendered | None:
    """What a menu key stands for: something to ask, something to show, or nothing we know."""
    say = sentences().say
    if key.startswith(f"{LANGUAGES}_"):
        code = key[len(LANGUAGES) + 1 :]
        return _language(code) if code in FULL_LANGUAGES else None
    if key.startswith(f"{TOPICS}_"):
        topic = key[len(TOPICS) + 1 :]
        return _topic(topic, language) if topic in _ALL_TOPICS else None
    if key == PERSON:
        return Button(say("button.person", language), "/request_human")
    if key == EMERGENCY:
        return Button(say("topic.emergency", language), _SHOW_EMERGENCY)
    return _list_of(key, language)


def _list_of(key: str, language: str) -> Rendered | None:
    say = sentences().say
    if key == LANGUAGES:
        choices = tuple(_language(code) for code in FULL_LANGUAGES)
        return _choice_list(say("wechat.languages", language), language, choices)
    if key == TOPICS:
        choices = tuple(_topic(topic, language) for topic in _ALL_TOPICS)
        return _choice_list(say("wechat.topics", language), language, choices)
    if key == DATA:
        choices = (
            Button(say("export.button", language), "/export_conversation"),
            Button(say("delete.button", language), "/delete_conversation"),
        )
        text = f"{say('wechat.privacy', language)}\n\n{say('delete.offer', language)}"
        return _choice_list(text, language, choices)
    return None


def _choice_list(text: str, language: str, choices: tuple[Button, ...]) -> Rendered:
    lines = [f"{number}. {choice.title}" for number, choice in enumerate(choices, 1)]
    choose = sentences().say("wechat.choose", language)
    return Rendered("\n\n".join((text, "\n".join(lines), choose)), language, choices)


def _language(code: str) -> Button:
    return Button(NATIVE_NAMES[code], f'/change_language{{"language": "{code}"}}')


def _topic(topic: str, language: str) -> Button:
    return _words(sentences().say(f"topic.{topic}", language))


def _words(text: str) -> Button:
    return Button(text, ASK + text)


def _both(key: str, longest: int = LONGEST_ITEM) -> str:
    """In Chinese and English, where that is short enough; else in English."""
    say = sentences().say
    name = f"{say(key, 'zh')} {say(key, 'en')}"
    return name if len(name.encode()) <= longest else say(key, "en")


def _group(name: str, items: list[Mapping[str, str]]) -> dict[str, Any]:
    return {"name": _both(name, LONGEST_NAME), "sub_button": items}


def _item(name: str, key: str) -> dict[str, str]:
    return {"type": "click", "name": name, "key": key}
