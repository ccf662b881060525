"""The points of the work permit: what the form's answers come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Final

from actions.forms.guided import Case, GuidedForm, Result
from actions.forms.sources import authority_note, cite
from knowledge.figures import format_figure
from knowledge.model.fact import FactValue, Unit
from knowledge.points import (
    FACTORS,
    FACTS,
    PROVINCE,
    THRESHOLDS,
    TRIAL,
    Factor,
    Lift,
    Points,
    Row,
    count_points,
)
from nlu.catalogues import sentences

_CLASSES: Final = "w-12"
_AGE_LIMIT: Final = "w-16"
_DIRECT: Final = "pt-11"
_ARTICLE: Final = 39
_HOTLINE: Final = "city_hotline"
_UNITS: Final[Mapping[Factor, Unit]] = {"salary": "cny", "experience": "year", "months": "month"}
_MOST_LIFTS: Final = 5


class WorkPermitPoints(GuidedForm):
    """Counts the points, and says the class and what would lift it."""

    form: ClassVar[str] = "work_permit_points"

    def result(self, case: Case) -> Result:
        if case.answers.get("points_direct") is True:
            return _direct(case)
        given = {
            factor: case.answers[f"points_{factor}"]
            for factor in FACTORS
            if f"points_{factor}" in case.answers
        }
        points = count_points(case.library.facts, given)
        facts = (THRESHOLDS, *FACTS.values(), PROVINCE, TRIAL, _CLASSES, _AGE_LIMIT)
        text = "\n\n".join(_Words(case, points).paragraphs())
        return Result(text, _fields(points), cite(case, facts, (_ARTICLE,)))


def _direct(case: Case) -> Result:
    text = sentences("forms").say("points.direct", case.language)
    return Result(
        f"{text}\n\n{authority_note(case, _HOTLINE)}",
        {"class": {"lowest": "A", "highest": "A"}, "direct": True},
        cite(case, (_DIRECT, "w-10"), (_ARTICLE,)),
    )


def _fields(points: Points) -> dict[str, Any]:
    return {
        "points": {"low": points.low, "high": points.high},
        "class": {"lowest": points.lowest_class, "highest": points.highest_class},
        "items": [
            {
                "factor": row.factor,
                "low": row.low,
                "high": row.high,
                "maximum": row.maximum,
                "known": row.known,
            }
            for row in points.rows
        ],
        "missing": points.missing,
        "lifts": [{"factor": one.factor, "to": one.to, "gain": one.gain} for one in points.lifts],
        "other_table": {"low": points.trial[0], "high": points.trial[1]},
        "province_at_most": points.province,
    }


class _Words:
    """The result in words, in one language."""

    def __init__(self, case: Case, points: Points) -> None:
        self._case = case
        self._points = points

    def paragraphs(self) -> Iterator[str]:
        yield self._headline()
        yield "\n".join(f"- {self._row(row)}" for row in self._points.rows)
        yield self._say("points.thresholds", **self._thresholds())
        if self._points.missing and self._points.lifts:
            yield self._lifts()
        yield "\n".join([self._say("points.open"), *(f"- {one}" for one in self._open())])
        yield authority_note(self._case, _HOTLINE)

    def _headline(self) -> str:
        points = self._points
        low, high = points.lowest_class, points.highest_class
        if points.low == points.high:
            return self._say("points.sum", points=points.low, grade=low)
        span = self._say("points.span", low=points.low, high=points.high)
        if low == high:
            return f"{span}\n{self._say('points.same_class', grade=low)}"
        return f"{span}\n{self._say('points.class_span', low=low, high=high)}"

    def _row(self, row: Row) -> str:
        label = self._label(row.factor)
        if row.known:
            return self._say("points.row", label=label, points=row.low, maximum=row.maximum)
        return self._say("points.row_open", label=label, maximum=row.maximum)

    def _thresholds(self) -> dict[str, str]:
        return {name: self._figure(f"{THRESHOLDS}.{name}") for name in ("a", "b")}

    def _lifts(self) -> str:
        grade = "B" if self._points.lowest_class == "C" else "A"
        head = self._say("points.missing", grade=grade, missing=self._points.missing)
        lifts = self._points.lifts[:_MOST_LIFTS]
        return "\n".join([head, *(f"- {self._lift(one)}" for one in lifts)])

    def _lift(self, lift: Lift) -> str:
        if isinstance(lift.to, str):
            key = f"work_permit_points.points_{lift.factor}.choice.{lift.to}"
            to = self._say(key)
        else:
            figure = FactValue(value=int(lift.to), unit=_UNITS[lift.factor])
            to = format_figure(figure, self._case.language)
        return self._say("points.lift", label=self._label(lift.factor), to=to, gain=lift.gain)

    def _open(self) -> Iterator[str]:
        points, answers = self._points, self._case.answers
        if points.tables_differ:
            low, high = points.trial
            trial = str(low) if low == high else f"{low}–{high}"
            yield self._say("points.tables_differ", trial=trial)
        yield self._say("points.province", max=points.province)
        if points.lowest_class == "C" and self._has_degree_route():
            yield self._say("points.degree_route", years=self._figure(f"{_CLASSES}.years"))
        limit = self._case.library.figure(f"{_AGE_LIMIT}.class_b_usual_max_age").value
        age = answers.get("points_age")
        if isinstance(age, int | float) and isinstance(limit, int | float) and age > limit:
            yield self._say("points.age_limit", age=limit)

    def _has_degree_route(self) -> bool:
        years = self._case.answers.get("points_experience")
        least = self._case.library.figure(f"{_CLASSES}.years").value
        degree = self._case.answers.get("points_education") in ("bachelor", "master", "doctor")
        return (
            degree
            and isinstance(years, int | float)
            and isinstance(least, int | float)
            and years >= least
        )

    def _label(self, factor: Factor) -> str:
        return self._say(f"work_permit_points.points_{factor}.label")

    def _figure(self, name: str) -> str:
        return format_figure(self._case.library.figure(name), self._case.language)

    def _say(self, key: str, **values: object) -> str:
        return sentences("forms").say(key, self._case.language, **values)
