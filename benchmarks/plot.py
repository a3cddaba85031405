"""A plot as an SVG file, drawn by hand: two panels over the same axis, one line for each series."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

_COLOURS = ("#b3261e", "#8a6d00", "#1a5fb4", "#1b7a3d", "#6b3fa0")
_MARKS = ("circle", "square", "diamond", "triangle", "circle")
_WIDE, _HIGH, _LEFT, _TOP, _PANEL_WIDE, _PANEL_HIGH, _BETWEEN = 900, 400, 60, 56, 360, 280, 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One cell: pages per fill, and what they bought. `label` stands beside it."""

    series: str
    label: str
    x: float
    filled: float
    seconds: float


def plot(dots: Sequence[Dot]) -> str:
    """Pages per fill against the share filled, and against the median time to fill in minutes."""
    names = list(dict.fromkeys(dot.series for dot in dots))
    across = _scale([dot.x for dot in dots])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" font-family="sans-serif"',
        '     font-size="12">',
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>',
        *_legend(names),
        *_panel(dots, names, across, 0, "needs filled, %", lambda dot: 100 * dot.filled),
        *_panel(dots, names, across, 1, "median time to fill, minutes", lambda dot: dot.seconds / 60),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Scale:
    low: float
    high: float
    step: float

    def at(self, value: float) -> float:
        """Where it lies between the ends, 0 to 1."""
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        return [self.low + n * self.step for n in range(round((self.high - self.low) / self.step) + 1)]


def _scale(values: Sequence[float]) -> _Scale:
    """Ends at round numbers around all values, with four to nine ticks."""
    low, high = min(values), max(values)
    wide = max(high - low, 1e-6)
    size = 10 ** math.floor(math.log10(wide / 4))
    step = next(size * times for times in (1, 2, 5, 10) if wide / (size * times) <= 8)
    return _Scale(math.floor(low / step) * step, math.ceil(high / step) * step, step)


def _panel(
    dots: Sequence[Dot], names: Sequence[str], across: _Scale, number: int, title: str, value: Callable[[Dot], float]
) -> list[str]:
    left = _LEFT + number * (_PANEL_WIDE + _BETWEEN)
    up = _scale([value(dot) for dot in dots])

    def x_of(number: float) -> float:
        return left + across.at(number) * _PANEL_WIDE

    def y_of(number: float) -> float:
        return _TOP + (1 - up.at(number)) * _PANEL_HIGH

    parts = [f'<text x="{left}" y="{_TOP - 10}" font-weight="bold">{escape(title)}</text>']
    for tick in up.ticks():
        y = y_of(tick)
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + _PANEL_WIDE}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>')
    for tick in across.ticks():
        x = x_of(tick)
        parts.append(f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_TOP + _PANEL_HIGH}" stroke="#eee"/>')
        parts.append(f'<text x="{x:.1f}" y="{_TOP + _PANEL_HIGH + 18}" text-anchor="middle">{tick:g}</text>')
    middle = left + _PANEL_WIDE / 2
    parts.append(f'<text x="{middle}" y="{_TOP + _PANEL_HIGH + 38}" text-anchor="middle">pages per fill</text>')
    for place, name in enumerate(names):
        mine = [dot for dot in dots if dot.series == name]
        points = " ".join(f"{x_of(dot.x):.1f},{y_of(value(dot)):.1f}" for dot in mine)
        colour = _COLOURS[place % len(_COLOURS)]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for dot in mine:
            x, y = x_of(dot.x), y_of(value(dot))
            parts.append(_mark(place, x, y))
            parts.append(
                f'<text x="{x + 6:.1f}" y="{y - 5:.1f}" font-size="9" fill="{colour}">{escape(dot.label)}</text>'
            )
    return parts


def _legend(names: Sequence[str]) -> list[str]:
    parts: list[str] = []
    for place, name in enumerate(names):
        x = _LEFT + place * 110
        parts += [_mark(place, x, 18), f'<text x="{x + 10}" y="22">{escape(name)}</text>']
    note = "the small numbers are the acceptance"
    parts.append(f'<text x="{_LEFT + len(names) * 110}" y="22" fill="#555">{note}</text>')
    return parts


def _mark(place: int, x: float, y: float) -> str:
    colour = _COLOURS[place % len(_COLOURS)]
    match _MARKS[place % len(_MARKS)]:
        case "square":
            return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
        case "diamond":
            corners = f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y:.1f} {x:.1f},{y + 5:.1f} {x - 5:.1f},{y:.1f}"
            return f'<polygon points="{corners}" fill="{colour}"/>'
        case "triangle":
            corners = f"{x:.1f},{y - 5:.1f} {x + 5:.1f},{y + 4:.1f} {x - 5:.1f},{y + 4:.1f}"
            return f'<polygon points="{corners}" fill="{colour}"/>'
        case _:
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
