"""An answer out of a person's words, checked: what the question's kind and bounds allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import regex

from actions.forms.definition import Answer, Bound, FormDefinition, Question
from actions.forms.words import choice_in
from nlu.answers import yes_or_no
from nlu.catalogues import sentences
from nlu.choices import chosen
from nlu.dates import day_in
from nlu.normalise import clean, number_of
from nlu.numbers import numbers_in, only_number
from nlu.patterns import compiled

LONGEST_TEXT: Final = 200
_ISO: Final = compiled(
    r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})\s?(?!\d)[日号일.]?"
)

Fault = Literal["unread", "too_low", "too_high", "too_early", "too_late"]


@dataclass(frozen=True)
class Reader:
    """What reading needs to know beside the words: the language, the day, the figures."""

    language: str
    today: date
    figure: Callable[[str], float]

    def bound(self, bound: Bound) -> float:
        """A bound's number, looked up where it names a figure."""
        return self.figure(bound) if isinstance(bound, str) else bound

    def exact(self, form: FormDefinition, question: Question, text: str) -> Answer | None:
        """The answer where the whole message is one: a number, a date, a choice, yes or no."""
        if question.kind == "number":
            return only_number(text)
        if question.kind == "choice":
            at = chosen(text, choice_titles(form, question, self.language))
            return None if at is None else question.choices[at]
        if question.kind == "yes_no":
            at = chosen(text, yes_no_titles(self.language))
            return yes_or_no(text) if at is None else at == 0
        if question.kind == "date":
            day = iso_date(text)
            return day.isoformat() if day else None
        return None

    def inside(self, form: FormDefinition, question: Question, text: str) -> Answer | None:
        """The answer that stands somewhere in the message, or None."""
        if question.kind == "number":
            found = numbers_in(text)
            return found[0].value if len(found) == 1 else None
        if question.kind == "choice":
            at = chosen(text, choice_titles(form, question, self.language), part=True)
            return choice_in(form, question, text) if at is None else question.choices[at]
        if question.kind == "date":
            day = day_in(text, self.today, self.language)
            return day.isoformat() if day else None
        if question.kind == "text":
            return clean(text)[:LONGEST_TEXT] or None
        return None

    def fault(self, question: Question, value: Answer) -> Fault | None:
        """What is wrong with an answer, or None where nothing is."""
        if question.kind == "number":
            return self._number_fault(question, value)
        if question.kind == "date":
            return self._date_fault(question, value)
        if question.kind == "choice":
            return None if value in question.choices else "unread"
        if question.kind == "yes_no":
            return None if isinstance(value, bool) else "unread"
        return None if isinstance(value, str) and value else "unread"

    def days(self, question: Question) -> tuple[date, date]:
        """The first and the last day that a date question takes."""
        first = int(self.bound(question.minimum)) if question.minimum is not None else -36_500
        last = int(self.bound(question.maximum)) if question.maximum is not None else 36_500
        return self.today + timedelta(days=first), self.today + timedelta(days=last)

    def _number_fault(self, question: Question, value: Answer) -> Fault | None:
        if isinstance(value, bool | str):
            return "unread"
        assert question.minimum is not None  # noqa: S101
        assert question.maximum is not None  # noqa: S101
        if value < self.bound(question.minimum):
            return "too_low"
        return "too_high" if value > self.bound(question.maximum) else None

    def _date_fault(self, question: Question, value: Answer) -> Fault | None:
        day = iso_date(value) if isinstance(value, str) else None
        if day is None:
            return "unread"
        first, last = self.days(question)
        if day < first:
            return "too_early"
        return "too_late" if day > last else None


def choice_titles(form: FormDefinition, question: Question, language: str) -> list[str]:
    """What the choices of a question are called."""
    say = sentences(form.catalogue).say
    return [say(f"{form.name}.{question.slot}.choice.{one}", language) for one in question.choices]


def yes_no_titles(language: str) -> list[str]:
    """Yes and no."""
    say = sentences("forms").say
    return [say("form.yes", language), say("form.no", language)]


def iso_date(text: str) -> date | None:
    """A date written year first, in any script's digits: "2026-03-05", "2026年3月5日".

    >>> iso_date("2026年3月5日"), iso_date("٢٠٢٦-٠٣-٠٥") == date(2026, 3, 5), iso_date("5.3.")
    (datetime.date(2026, 3, 5), True, None)
    """
    return _day(_ISO.fullmatch(clean(text)))


def _day(match: regex.Match[str] | None) -> date | None:
    if match is None:
        return None
    year, month, day = (number_of(digits) or 0 for digits in match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
