"""Small charts as SVG: lines over two axes, and values with their intervals.

Written by hand rather than by a plotting library: some kilobytes a chart, the same bytes for the
same figures, and text that stays text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_WIDTH: Final = 640
_HEIGHT: Final = 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 40, 40, 50
_ROW: Final = 22
_COLOURS: Final = ("#1d4ed8", "#c2410c", "#047857", "#7c3aed")
_DASHES: Final = ("", "7 4", "2 3", "9 3 2 3")
"""Lines differ in their dashes as well, for those who don't see the colours."""


@dataclass(frozen=True)
class Axis:
    """An axis from the first tick to the last."""

    label: str
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where a value stands between the ends, 0-1; what lies beyond stands at the end."""
        low, high, at = map(self._scaled, (self.ticks[0], self.ticks[-1], value))
        return min(1.0, max(0.0, (at - low) / (high - low)))

    def _scaled(self, value: float) -> float:
        return math.log10(max(value, 1e-12)) if self.logarithmic else value


@dataclass(frozen=True)
class Series:
    """A named line through points (x, y)."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Interval:
    """A named value between the ends of its interval."""

    name: str
    value: float
    low: float
    high: float


def lines(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """A chart with a line for each series, named at the upper right."""

    def across(value: float) -> float:
        return _LEFT + x.place(value) * (_WIDTH - _LEFT - _RIGHT)

    def down(value: float) -> float:
        return _HEIGHT - _BOTTOM - y.place(value) * (_HEIGHT - _TOP - _BOTTOM)

    floor = _HEIGHT - _BOTTOM
    parts = []
    for tick in y.ticks:
        parts.append(_line(_LEFT, down(tick), _WIDTH - _RIGHT, down(tick), "#d4d4d8"))
        parts.append(_text(_LEFT - 8, down(tick) + 4, _figure(tick), "end"))
    for tick in x.ticks:
        parts.append(_line(across(tick), floor, across(tick), floor + 5, "#52525b"))
        parts.append(_text(across(tick), floor + 19, _figure(tick), "middle"))
    for number, one in enumerate(series):
        path = " ".join(f"{across(a):.1f},{down(b):.1f}" for a, b in one.points)
        style = f'stroke="{_COLOURS[number]}" stroke-dasharray="{_DASHES[number]}"'
        parts.append(f'<polyline points="{path}" fill="none" stroke-width="2" {style}/>')
        height = _TOP + 14 + 18 * number
        sample = f'<path d="M{_LEFT + 12} {height - 4}h30" stroke-width="2" {style}/>'
        parts += [sample, _text(_LEFT + 50, height, one.name)]
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 10, x.label, "middle"))
    parts.append(_text(14, _TOP - 10, y.label))
    return _picture(title, _HEIGHT, parts)


def intervals(title: str, axis: Axis, rows: Sequence[Interval]) -> str:
    """A chart with a row for each value: a dot on the line of its interval."""
    height = _TOP + _ROW * len(rows) + _BOTTOM
    floor = height - _BOTTOM

    def across(value: float) -> float:
        return _LEFT + axis.place(value) * (_WIDTH - _LEFT - _RIGHT)

    parts = []
    for tick in axis.ticks:
        parts.append(_line(across(tick), _TOP, across(tick), floor, "#d4d4d8"))
        parts.append(_text(across(tick), floor + 19, _figure(tick), "middle"))
    for number, row in enumerate(rows):
        middle = _TOP + _ROW * (number + 0.5)
        parts.append(_text(_LEFT - 8, middle + 4, row.name, "end"))
        parts.append(_line(across(row.low), middle, across(row.high), middle, _COLOURS[0], 2))
        dot = f'<circle cx="{across(row.value):.1f}" cy="{middle:.1f}" r="4.5"'
        parts.append(f'{dot} fill="{_COLOURS[0]}"/>')
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, height - 10, axis.label, "middle"))
    return _picture(title, height, parts)


def _picture(title: str, height: float, parts: Sequence[str]) -> str:
    opening = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:g}" role="img" '
        f"aria-label={quoteattr(title)} "
        'font-family="system-ui, sans-serif" font-size="13" fill="#18181b">'
    )
    ground = f'<rect width="{_WIDTH}" height="{height:g}" rx="6" fill="#ffffff"/>'
    return "\n".join([opening, f"<title>{escape(title)}</title>", ground, *parts, "</svg>\n"])


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>'


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
