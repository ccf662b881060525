"""The evaluation as Markdown."""

from __future__ import annotations

from typing import Any

_COLUMNS = ("count", "hit1", "hit3", "mrr", "ndcg10", "right", "wrong", "asked_back", "abstained")


def as_markdown(measured: dict[str, Any]) -> str:
    """Tables for people; the figures are shares (0-1)."""
    lines = ["| questions | " + " | ".join(_COLUMNS) + " | hit1, 95 % |"]
    lines.append("| --- " * (len(_COLUMNS) + 2) + "|")
    rows = {name: measured[name] for name in ("twelve languages", "six others", "regulation")}
    rows |= measured["by language"]
    rows |= {f"topic: {name}": row for name, row in measured["by topic"].items()}
    for name, row in rows.items():
        values = " | ".join(_text(row[column]) for column in _COLUMNS)
        low, high = row["interval"]
        lines.append(f"| {name} | {values} | {low:.2f}-{high:.2f} |")
    outside, languages = measured["out of scope"], measured["language identification"]
    lines += [
        "",
        f"Out of scope ({outside['count']}): answered {outside['answered']:.3f}, "
        f"asked back {outside['asked back']:.3f}.",
        f"Language identification ({languages['count']}): accuracy {languages['accuracy']:.3f}.",
    ]
    return "\n".join(lines)


def _text(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
