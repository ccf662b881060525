"""Dates at the police and the work-permit office: what the form's answers come to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Final, cast

from actions.forms.guided import Case, GuidedForm, Result
from actions.forms.sources import authority_note, cite
from knowledge.deadlines import RULES, Deadline, Event, deadline, facts_of
from knowledge.figures import format_day, format_figure
from knowledge.model.fact import FactValue, Unit
from knowledge.stays import EXTENSION, OVERSTAY, STAY_RULE, Overstay, Stay, overstay, stay
from knowledge.working_days import working_days
from nlu.catalogues import sentences

_ARTICLE: Final = 39
_WORK_HOTLINE: Final = "city_hotline"
_RESIDENCE_HOTLINE: Final = "immigration_hotline"


class ResidenceDeadline(GuidedForm):
    """Says by when to go, counted both ways, and what being late may cost."""

    form: ClassVar[str] = "residence_deadline"

    def result(self, case: Case) -> Result:
        event = str(case.answers["deadline_event"])
        day = date.fromisoformat(str(case.answers["deadline_date"]))
        if event == "overstay":
            return _overstay_result(case, overstay(case.library.facts, day, case.today))
        if event == "visa_stay":
            days = int(case.answers["deadline_days"])
            return _stay_result(case, stay(case.library.facts, day, days, case.today))
        known = cast(Event, event)
        return _deadline_result(
            case, deadline(case.library.facts, known, day, case.today, working_days())
        )


def _deadline_result(case: Case, found: Deadline) -> Result:
    fields: dict[str, Any] = {
        "event": found.event,
        "from": found.start.isoformat(),
        "safe": found.safe.isoformat(),
        "latest": found.latest.isoformat(),
        "office_day": found.office_day.isoformat() if found.office_day else None,
        "opens": found.opens.isoformat() if found.opens else None,
        "days_left": found.days_left,
        "calendar_known": found.calendar_known,
    }
    text = "\n\n".join(_DeadlineWords(case, found).paragraphs())
    return Result(text, {"deadline": fields}, cite(case, facts_of(found.event), (_ARTICLE,)))


class _Words:
    """Sentences and figures in the language of a case."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def _say(self, key: str, **values: object) -> str:
        return sentences("forms").say(key, self._case.language, **values)

    def _day(self, day: date) -> str:
        return format_day(day, self._case.language)

    def _number(self, value: int, unit: Unit) -> str:
        return format_figure(FactValue(value=value, unit=unit), self._case.language)

    def _figure(self, name: str) -> str:
        return format_figure(self._case.library.figure(name), self._case.language)


class _DeadlineWords(_Words):
    def __init__(self, case: Case, found: Deadline) -> None:
        super().__init__(case)
        self._found = found
        self._rule = RULES[found.event]

    def paragraphs(self) -> Iterator[str]:
        found = self._found
        yield self._headline()
        yield self._say(f"deadline.rule.{found.event}", **self._periods())
        yield self._counted()
        if self._rule.office and found.days_left >= 0:
            yield from self._office()
        if self._rule.fine:
            yield self._say("deadline.fine", fine=self._figure(self._rule.fine))
        if not found.calendar_known:
            yield self._say("deadline.calendar_unknown")
        is_work = found.event.startswith("work_permit")
        yield authority_note(self._case, _WORK_HOTLINE if is_work else _RESIDENCE_HOTLINE)

    def _headline(self) -> str:
        found = self._found
        safe = self._day(found.safe)
        if found.safe < self._case.today <= found.latest:
            return self._say("deadline.last_chance", safe=safe, latest=self._day(found.latest))
        if found.days_left < 0:
            late = self._number(-found.days_left, "day")
            head = self._say("deadline.passed", safe=safe, days=late)
            return f"{head}\n{self._say('deadline.go_now', day=self._day(found.next_office_day))}"
        if found.days_left == 0:
            return self._say("deadline.today", safe=safe)
        return self._say("deadline.safe", safe=safe, days=self._number(found.days_left, "day"))

    def _periods(self) -> dict[str, str]:
        names = {"period": self._rule.period, "opens": self._rule.opens}
        return {name: self._figure(figure) for name, figure in names.items() if figure}

    def _counted(self) -> str:
        found = self._found
        days = {"safe": self._day(found.safe), "latest": self._day(found.latest)}
        if self._rule.working_days:
            return self._say("deadline.counted_working_days", **days)
        if found.event == "move_in":
            return self._say("deadline.counted_hours", **days)
        return self._say("deadline.counted", **days)

    def _office(self) -> Iterator[str]:
        found = self._found
        if found.opens and found.opens > self._case.today:
            yield self._say("deadline.opens", day=self._day(found.opens))
        if found.office_day is None:
            yield self._say("deadline.office_closed", day=self._day(found.next_office_day))
        elif found.office_day != found.safe:
            yield self._say("deadline.office_day", day=self._day(found.office_day))


def _stay_result(case: Case, found: Stay) -> Result:
    text = "\n\n".join(_StayWords(case, found).paragraphs())
    fields = {
        "event": "visa_stay",
        "from": found.entered.isoformat(),
        "last_day": found.last_day.isoformat(),
        "safe": found.extend_by.isoformat(),
        "days_left": found.days_left,
    }
    return Result(text, {"deadline": fields}, cite(case, (STAY_RULE, "v-06"), (_ARTICLE,)))


class _StayWords(_Words):
    def __init__(self, case: Case, found: Stay) -> None:
        super().__init__(case)
        self._found = found

    def paragraphs(self) -> Iterator[str]:
        found = self._found
        yield self._say("stay.last_day", day=self._day(found.last_day))
        if found.days_left < 0:
            yield self._say("stay.over")
        else:
            before = self._figure(EXTENSION)
            yield self._say("stay.extend", day=self._day(found.extend_by), before=before)
        yield self._say("stay.rule")
        yield authority_note(self._case)


def _overstay_result(case: Case, found: Overstay) -> Result:
    text = "\n\n".join(_OverstayWords(case, found).paragraphs())
    fields = {
        "event": "overstay",
        "last_day": found.last_day.isoformat(),
        "days": {"fewest": found.fewest, "most": found.most},
        "fine_at_most": {"fewest": found.fine_fewest, "most": found.fine_most, "currency": "CNY"},
        "cap_reached": found.cap_reached,
    }
    return Result(text, {"overstay": fields}, cite(case, (OVERSTAY,), (_ARTICLE,)))


class _OverstayWords(_Words):
    def __init__(self, case: Case, found: Overstay) -> None:
        super().__init__(case)
        self._found = found

    def paragraphs(self) -> Iterator[str]:
        found = self._found
        if found.most == 0:
            days = self._number((found.last_day - self._case.today).days, "day")
            yield self._say("overstay.none", day=self._day(found.last_day), days=days)
        else:
            yield self._say("overstay.days", most=self._number(found.most, "day"))
            yield self._fine()
            yield self._say("overstay.counted", fewest=self._number(found.fewest, "day"))
        yield self._say(
            "overstay.rule",
            per_day=self._figure(f"{OVERSTAY}.per_day_cny"),
            cap=self._figure(f"{OVERSTAY}.max_cny"),
            detention=self._figure(f"{OVERSTAY}.detention_days"),
        )
        if found.most:
            day = working_days().next_working_day(self._case.today)
            yield self._say("overstay.go_now", day=self._day(day))
        yield authority_note(self._case)

    def _fine(self) -> str:
        found = self._found
        key = "overstay.cap" if found.cap_reached else "overstay.fine"
        return self._say(key, fine=self._number(found.fine_most, "cny"))
