"""The evaluation as Markdown: tables for people. The figures are shares (0-1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

_SCORES: Final = (
    "count",
    "hit1",
    "hit3",
    "mrr",
    "ndcg10",
    "right",
    "wrong",
    "asked_back",
    "offered",
    "abstained",
)
_RANKING: Final = ("hit1", "hit3", "mrr", "ndcg10")
_SETS: Final = ("twelve languages", "six others", "regulation")


def as_markdown(measured: dict[str, Any]) -> str:
    """Every table that was measured."""
    rows = {name: measured[name] for name in _SETS}
    rows |= measured["by language"]
    rows |= {f"topic: {name}": row for name, row in measured["by topic"].items()}
    parts = [_table(("questions", *_SCORES, "hit1, 95 %"), [_scores(*row) for row in rows.items()])]
    parts.append(_out_of_scope(measured["out of scope"]))
    parts.append(_confidence(measured["confidence"]))
    parts.append(_bias(measured["language bias"]))
    parts.append(_identification(measured))
    if "baselines" in measured:
        parts.append(_baselines(measured["baselines"]))
    if "stock Rasa" in measured:
        parts.append(_by_language(measured["stock Rasa"]))
    if "xquad-r" in measured:
        parts.append(_xquad_r(measured["xquad-r"]))
    return "\n\n".join(parts)


def _scores(name: str, row: Mapping[str, Any]) -> list[str]:
    low, high = row["interval"]
    return [name, *(_text(row[column]) for column in _SCORES), f"{low:.2f}-{high:.2f}"]


def _out_of_scope(outside: Mapping[str, Any]) -> str:
    rows = {"all": outside, **outside["by kind"]}
    columns = ("count", "answered", "asked back")
    return _table(
        ("out of scope", *columns),
        [[name, *(_text(row[column]) for column in columns)] for name, row in rows.items()],
    )


def _confidence(confidence: Mapping[str, Any]) -> str:
    rows = [
        [f"{one['low']:.1f}-{one['high']:.1f}"]
        + [_text(one[column]) for column in ("count", "confidence", "right")]
        for one in confidence["reliability"]
    ]
    table = _table(("confidence", "messages", "mean confidence", "right"), rows)
    return (
        f"{table}\n\nExpected calibration error: {confidence['calibration error']:.3f} over the "
        f"questions and the messages out of scope. Answered from {confidence['answer from']:.2f} "
        f"on, asked back from {confidence['ask back from']:.2f} on."
    )


def _bias(bias: Mapping[str, Any]) -> str:
    rows = [[name, _text(one["at_the_top"]), _text(one["by_chance"])] for name, one in bias.items()]
    return _table(("own language", "among the first ten passages", "by chance"), rows)


def _identification(measured: Mapping[str, Any]) -> str:
    rows = {"ours": measured["language identification"]}
    rows |= measured.get("other identifiers", {})
    columns = ("count", "accuracy", "accuracy where there is a language")
    return _table(
        ("language identification", *columns, "accuracy, 95 %"),
        [
            [name, *(_text(row[c]) for c in columns), "{:.2f}-{:.2f}".format(*row["interval"])]
            for name, row in rows.items()
        ],
    )


def _baselines(baselines: Mapping[str, Any]) -> str:
    rows = [
        [name, str(one["passages"])]
        + [_text(one["twelve languages"][column]) for column in _RANKING]
        + [_text(one[other]["hit1"]) for other in _SETS[1:]]
        for name, one in baselines.items()
    ]
    others = tuple(f"{other}: hit1" for other in _SETS[1:])
    return _table(("twelve languages", "passages", *_RANKING, *others), rows)


def _by_language(compared: Mapping[str, Any]) -> str:
    ways = compared["twelve languages"]
    measures = _table(
        ("twelve languages", *_RANKING, "regulation: hit1"),
        [
            [
                way,
                *(_text(one["questions"][column]) for column in _RANKING),
                _text(one["regulation"]["hit1"]),
            ]
            for way, one in ways.items()
        ],
    )
    languages = _table(
        ("hit1", "texts", *ways),
        [
            [language, str(row["texts"]), *(_text(row[way]["hit1"]) for way in ways)]
            for language, row in compared["by language"].items()
        ],
    )
    return f"{measures}\n\n{languages}"


def _xquad_r(measured: Mapping[str, Any]) -> str:
    scores = measured["mAP"]
    languages = list(next(iter(scores.values())))
    table = _table(
        ("XQuAD-R, mAP", *languages),
        [[name, *(_text(one[language]) for language in languages)] for name, one in scores.items()],
    )
    return (
        f"{table}\n\n{measured['questions']} questions, {measured['sentences']} sentences of "
        f"{measured['documents']} documents in each language."
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _text(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
