"""Opening hours: written once, in the opening_hours form of OpenStreetMap, read in any language.

Of that form (https://wiki.openstreetmap.org/wiki/Key:opening_hours) this much is understood:
`24/7`, or rules such as `Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00`. A rule may have days
alone (`Mo-Fr`), where the times are not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from babel import Locale
from babel.dates import get_day_names

from nlu.catalogues import sentences

ALWAYS: Final = "24/7"
DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TIME: Final = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")


class HoursError(ValueError):
    """The text is not opening hours."""


@dataclass(frozen=True)
class OpeningRule:
    """Days, and the times at which they are open; no times where they are not known.

    `days` are runs of weekdays (Monday is 0): the first and the last of each.
    """

    days: tuple[tuple[int, int], ...]
    times: tuple[str, ...] = ()


def parse_hours(text: str) -> tuple[OpeningRule, ...]:
    """The rules of opening hours; none for `24/7`.

    Raises:
        HoursError: the text has another form.

    >>> parse_hours("Mo-Fr 09:00-17:00")
    (OpeningRule(days=((0, 4),), times=('09:00-17:00',)),)
    """
    if text == ALWAYS:
        return ()
    return tuple(_parse_rule(rule) for rule in text.split("; "))


def format_hours(text: str, language: str) -> str:
    """Opening hours in `language`; times on the 24-hour clock, as on a door in Hangzhou.

    Raises:
        HoursError: the text is not opening hours.

    >>> format_hours("Mo-Fr 09:00-12:00,14:00-17:00; Sa", "en")
    'Mon–Fri 09:00–12:00, 14:00–17:00; Sat'
    """
    rules = parse_hours(text)
    if not rules:
        return sentences().say("hours.always", language)
    names = get_day_names("abbreviated", "stand-alone", Locale.parse(language))
    return "; ".join(_format_rule(rule, names) for rule in rules)


def _parse_rule(text: str) -> OpeningRule:
    days, _, times = text.partition(" ")
    runs = tuple(_parse_run(run) for run in days.split(","))
    spans = tuple(times.split(",")) if times else ()
    for span in spans:
        opens, _, closes = span.partition("-")
        if not _TIME.fullmatch(span) or opens >= closes:
            raise HoursError(f"not a time such as 09:00-17:00: {span!r}")
    return OpeningRule(runs, spans)


def _parse_run(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    try:
        run = DAYS.index(first), DAYS.index(last or first)
    except ValueError:
        raise HoursError(
            f"not days such as Mo-Fr: {text!r} (days are {', '.join(DAYS)}; always open: {ALWAYS})"
        ) from None
    if run[0] > run[1]:
        raise HoursError(f"the days run backwards: {text!r}")
    return run


def _format_rule(rule: OpeningRule, names: dict[int, str]) -> str:
    runs = (names[a] if a == b else f"{names[a]}–{names[b]}" for a, b in rule.days)
    times = (time.replace("-", "–") for time in rule.times)
    return " ".join(part for part in (", ".join(runs), ", ".join(times)) if part)
