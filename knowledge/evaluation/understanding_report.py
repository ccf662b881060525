"""The measurement of intents as Markdown."""

from __future__ import annotations

from typing import Any, Final

from knowledge.evaluation.sets import SECOND_SET

_CONFUSIONS: Final = 20


def understanding_as_markdown(measured: dict[str, Any]) -> str:
    """Tables for people; the figures are shares (0-1)."""
    asked = measured["questions"]
    taken = ", ".join(f"{name} {count}" for name, count in asked["taken for"].items())
    lines = [
        "## First set",
        "",
        *_held_out(measured),
        "",
        "## Second set, by another hand",
        "",
        *_held_out(measured[SECOND_SET]),
        "",
        "| language | seldom recognised (share of the intent's messages) |",
        "| --- | --- |",
        *_seldom(measured[SECOND_SET]["seldom recognised"]),
        "",
        "## Questions",
        "",
        f"Of {asked['count']} questions {asked['searched']:.3f} are looked up, "
        f"{asked['right topic']:.3f} with the right topic first.",
        "",
        f"Questions are taken for: {taken}.",
    ]
    if "cross-validated" in measured:
        lines += ["", "| cross-validated | messages | macro F1 | accuracy |"]
        lines += ["| --- | --- | --- | --- |", *_rows(measured["cross-validated"])]
    return "\n".join(lines)


def _held_out(measured: dict[str, Any]) -> list[str]:
    lines = ["| held out | messages | macro F1 | accuracy |", "| --- | --- | --- | --- |"]
    lines += _rows(measured["held out"])
    lines += ["", f"{measured['in the examples']} of them stand in the examples word for word."]
    lines += ["", "| intent | F1 |", "| --- | --- |"]
    by_intent = sorted(measured["by intent"].items(), key=lambda item: item[1])
    lines += [f"| {name} | {value:.3f} |" for name, value in by_intent]
    lines += ["", "| intent | taken for | messages |", "| --- | --- | --- |"]
    lines += [f"| {a} | {b} | {count} |" for a, b, count in measured["confused"][:_CONFUSIONS]]
    return lines


def _seldom(table: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"| {language} | {', '.join(f'{name} {share:.1f}' for name, share in intents.items())} |"
        for language, intents in table.items()
    ]


def _rows(table: dict[str, dict[str, float]]) -> list[str]:
    return [
        f"| {name} | {row['count']} | {row['macro_f1']:.3f} | {row['accuracy']:.3f} |"
        for name, row in table.items()
    ]
