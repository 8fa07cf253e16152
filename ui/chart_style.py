"""One calm look and Chinese dates for every chart."""

import re
from itertools import accumulate
from math import ceil

import altair as alt
import pandas as pd

from ui.listings import PICKED

ACCENT = "#1F5F99"
NEUTRAL = "#8AA4BE"
RED = "#B23B3B"
INK = "#2B3440"
MUTED = "#6B7785"
GRID = "#E6EAEE"
PALE = "#EEF3F8"
WHITE = "#FFFFFF"
SET_ASIDE = "#C3CCD6"
FONT = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"

# What someone must act on is red, what waits steps back.
STATE_COLORS = {
    **{"在办超期": RED, "在办未超期": NEUTRAL, "已办结": ACCENT},
    **{"采纳": ACCENT, "研究中": NEUTRAL, "留存或不采纳": SET_ASIDE},
}
CLICKED_MARKS = ("bar", "rect", "point")
SAID = "said"  # the field of a row that a screen reader says for its mark

# What stays together: a figure with its unit, a word of letters, a character with the marks after it.
_PIECES = re.compile(r"[“‘（《]*(?:[!-~]+(?: %| [个分件条项次轮人])?|.)[，。；：、！？”’）》]*")

# A phone shows about this many characters of a title in one line, and of a category beside its bar.
TITLE_CHARACTERS = 22
LABEL_PIXELS = 112
ROW_PIXELS = 30

WRITTEN = alt.Text("label:N")  # the figure as text; typed, because Altair takes 6 ms to recognise a plain string

# Shares on an axis, written like everywhere else.
SHARE_LABEL = "format(datum.value * 100, '.3~g') + ' %'"

MONTHS = [f"{number}月" for number in range(1, 13)]
LOCALE = {
    "number": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["¥", ""], "percent": " %"},
    "time": {
        "dateTime": "%Y-%m-%d %H:%M",
        "date": "%Y-%m-%d",
        "time": "%H:%M",
        "periods": ["上午", "下午"],
        "days": [f"星期{name}" for name in "日一二三四五六"],
        "shortDays": [f"周{name}" for name in "日一二三四五六"],
        "months": MONTHS,
        "shortMonths": MONTHS,
    },
}
CONFIG = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 15,
        "fontWeight": 600,
        "color": INK,
        "offset": 14,
        "aria": False,
    },
    "axis": {
        "labelColor": INK,
        "labelFontSize": 12,
        "titleColor": MUTED,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "labelLimit": LABEL_PIXELS,
        "labelFlush": False,
        "aria": False,  # said in English otherwise
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 160,
        "aria": False,
    },
    "text": {"fontSize": 12, "color": INK, "font": FONT},
    "locale": LOCALE,
}


def prepare() -> None:
    """Called once by the app: checking charts against the schema takes longer than drawing them; tests check them."""
    alt.utils.schemapi.disable_debug_mode()


def title_lines(title: str) -> list[str]:
    """The title in as few lines as a phone takes, broken after a comma or in even parts, never inside a figure."""
    pieces = _PIECES.findall(title)
    lines = []
    while pieces:
        place = _break(pieces)
        lines.append("".join(pieces[:place]).strip())
        pieces = pieces[place:]
    return lines


def _break(pieces: list[str]) -> int:
    """After how many pieces the first line ends: all that are left still fit into as few lines as can be."""
    width = list(accumulate(map(_ems, pieces)))
    lines = max(1, ceil(width[-1] / TITLE_CHARACTERS))
    fits = [place for place, reach in enumerate(width, start=1) if reach <= TITLE_CHARACTERS] or [1]
    if lines == 1:
        return len(pieces)
    enough = [place for place in fits if width[-1] - width[place - 1] <= (lines - 1) * TITLE_CHARACTERS] or fits[-1:]
    at_a_comma = [place for place in enough if pieces[place - 1][-1] in "，；：。"]
    return at_a_comma[-1] if at_a_comma else min(enough, key=lambda place: abs(width[place - 1] - width[-1] / lines))


def _ems(text: str) -> float:
    """How wide a text is, in Chinese characters."""
    return sum(1.0 if ord(sign) > 0x2E7F or sign in "—“”‘’…" else 0.55 for sign in text)


def framed(layers: alt.Chart | list[alt.Chart], title: str, height: int) -> dict:
    """The finished chart as Vega-Lite: as wide as its place, titled, with the look and Chinese dates inside it.

    Layers are put on each other here and the look is laid on last: Altair copies whatever it is given piece by piece
    at every step, which took most of the time of a screen.
    """
    drawn = layers if isinstance(layers, list) else [layers]
    frames: dict[int, pd.DataFrame] = {id(layer.data): layer.data for layer in drawn}
    names = {identity: f"rows_{position}" for position, identity in enumerate(frames)}
    views = [_view(layer, names[id(layer.data)]) for layer in drawn]
    return {
        "$schema": alt.SCHEMA_URL,
        "title": title_lines(title) or "",
        "description": title,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        **({"layer": views} if len(views) > 1 else views[0]),
        "datasets": {names[identity]: alt.to_values(frame)["values"] for identity, frame in frames.items()},
        "config": CONFIG,
    }


def _view(layer: alt.Chart, rows: str) -> dict:
    """One layer on the rows of this name."""
    named = layer.copy(deep=False)
    named.data = alt.NamedData(rows)
    spec = named.to_dict(validate=alt.utils.schemapi.DEBUG_MODE)
    view = {part: spec[part] for part in ("data", "mark", "encoding")}
    if view["mark"]["type"] in CLICKED_MARKS:
        view["encoding"] = {**view["encoding"], "description": {"field": SAID, "type": "nominal"}}
    return view


def clickable(spec: dict) -> dict:
    """The chart with its bars, cells or points answering to a click by their `picked` field."""
    views = spec.get("layer", [spec])
    place = next(n for n, view in enumerate(views) if view["mark"]["type"] in CLICKED_MARKS)
    param = {"name": PICKED, "select": {"type": "point", "fields": [PICKED]}}
    clicked = {**views[place], "mark": {**views[place]["mark"], "cursor": "pointer"}, "params": [param]}
    if "layer" not in spec:
        return clicked
    return {**spec, "layer": [*views[:place], clicked, *views[place + 1 :]]}


def rows_height(rows: int) -> int:
    """Height of a chart with one row per category."""
    return ROW_PIXELS * max(rows, 1) + 16


def upright(title: str, **options) -> alt.Axis:
    """A vertical axis whose title lies readable above it."""
    return alt.Axis(
        title=title, titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-34, titleY=-10, tickCount=4, **options
    )


def on_white(figures: alt.Chart, **mark) -> list[alt.Chart]:
    """Texts with a white rim, legible where they cross a line."""
    return [figures.mark_text(stroke=WHITE, strokeWidth=4, strokeJoin="round", **mark), figures.mark_text(**mark)]
