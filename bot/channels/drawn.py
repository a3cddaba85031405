"""Charts as pictures for a phone. What draws them is loaded when the first is drawn, and has no window."""

from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from bot.channels import Chart, Panel

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_WIDE = 7.2
_DOTS = 150
"""Dots an inch: together as wide as a phone's screen held upright."""

_HIGH = 3.4
_HIGH_A_BAR, _HIGH_BESIDE = 0.5, 1.5
_COLOURS = ("#1b5e8c", "#e0a030")
"""Told apart by whoever sees no red or no green, and in grey."""

_INK, _FAINT = "#222222", "#d9d9d9"
_LARGE, _USUAL, _SMALL = 17, 15, 13
_LONGEST_LABEL = 22
_MOST_NUMBERED = 13
"""With more bars beside one another their numbers would touch: the scale says them."""

_FEWEST_WIDE = 4
"""So many bars beside one another are as wide as the picture: one alone is no wider."""

_drawing = Lock()
"""One at a time: what draws keeps things that are shared."""


def png_of(chart: Chart) -> bytes:
    """The chart as a PNG. For a thread of its own: it takes a good part of a second, the first one longer."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _drawing:
        heights = [_height(each) for each in chart.panels]
        figure = Figure(figsize=(_WIDE, sum(heights) + 0.7), dpi=_DOTS, layout="constrained", facecolor="white")
        FigureCanvasAgg(figure)
        figure.suptitle(chart.title, fontsize=_LARGE, color=_INK, wrap=True)
        axes = figure.subplots(len(chart.panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights})
        for panel, ax in zip(chart.panels, axes[:, 0], strict=True):
            _draw(panel, ax)
        drawn = BytesIO()
        figure.savefig(drawn, format="png", metadata={"Software": None})
    return drawn.getvalue()


def _height(panel: Panel) -> float:
    if not panel.flat:
        return _HIGH
    rows = 1 if panel.stacked else max(1, len(panel.series))
    return _HIGH_BESIDE + _HIGH_A_BAR * len(panel.labels) * (1 if rows == 1 else 1.4)


def _draw(panel: Panel, ax: "Axes") -> None:
    many = 1 if panel.stacked else max(1, len(panel.series))
    thick = 0.8 / many
    places = range(len(panel.labels))
    below = [0.0] * len(panel.labels)
    numbered = panel.flat or len(panel.labels) <= _MOST_NUMBERED
    for number, series in enumerate(panel.series):
        values = [value or 0.0 for value in series.values]
        shift = 0.0 if panel.stacked else thick * (number - (many - 1) / 2)
        at = [place + shift for place in places]
        colour = _COLOURS[number % len(_COLOURS)]
        if panel.flat:
            ax.barh(at, values, height=thick, left=below, color=colour, label=series.name)
        else:
            ax.bar(at, values, width=thick, bottom=below, color=colour, label=series.name)
        if panel.stacked:
            below = [low + value for low, value in zip(below, values, strict=True)]
        elif numbered:
            _number(ax, panel, at, series.values)
    if panel.stacked and numbered:
        _number(ax, panel, list(places), below)
    _label(panel, ax)


def _number(ax: "Axes", panel: Panel, at: Sequence[float], values: Sequence[float | None]) -> None:
    """The value at the end of each bar."""
    for place, value in zip(at, values, strict=True):
        if not value:
            continue
        said = f"{value:g}"
        if panel.flat:
            ax.annotate(said, (value, place), (4, 0), textcoords="offset points", va="center", fontsize=_SMALL)
        else:
            ax.annotate(said, (place, value), (0, 3), textcoords="offset points", ha="center", fontsize=_SMALL)


def _label(panel: Panel, ax: "Axes") -> None:
    from matplotlib.ticker import MaxNLocator

    places = list(range(len(panel.labels)))
    labels = [_short(each) for each in panel.labels]
    ax.set_title(panel.title, fontsize=_USUAL, loc="left", color=_INK)
    ax.tick_params(labelsize=_SMALL, length=0, colors=_INK)
    for side in ("top", "right", "left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    if panel.flat:
        ax.set_yticks(places, labels)
        ax.invert_yaxis()
        ax.xaxis.grid(visible=True, color=_FAINT)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
        ax.margins(x=0.12)
    else:
        step = 1 if len(places) <= _MOST_NUMBERED else 3
        ax.set_xticks(places[::step], labels[::step])
        room = max(0.0, (_FEWEST_WIDE - len(places)) / 2)
        ax.set_xlim(-0.6 - room, len(places) - 0.4 + room)
        ax.yaxis.grid(visible=True, color=_FAINT)
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        ax.margins(y=0.15)
    if len(panel.series) > 1:
        ax.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.14 if not panel.flat else -0.1 * 6 / max(6, len(places))),
            ncols=2,
            frameon=False,
            fontsize=_SMALL,
        )


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1].rstrip()}…"
