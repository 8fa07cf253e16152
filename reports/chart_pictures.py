"""Charts of reports as pictures, with Chinese text in the font that comes with the program."""

import json
from functools import cache
from math import sqrt

import pandas as pd
import vl_convert

from glossary import Grade
from reports.report_font import FAMILY, FONT, drawable
from reports.report_parts import WIDTH_MM

# The colours of the screens.
ACCENT, NEUTRAL, INK, MUTED, GRID, SET_ASIDE = "#1F5F99", "#8AA4BE", "#2B3440", "#6B7785", "#E6EAEE", "#C3CCD6"
WIDTH = 560
PIXELS_PER_POINT = 3
LONGEST_NAME = 16
# Grades that a score is measured against on an axis of points.
BOUNDS = (60, 80, 90)
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
FILLS = (ACCENT, "#B8860B", "#4C9085", "#7A5C99", "#8C564B", NEUTRAL)
CONFIG = {
    "background": "white",
    "font": FAMILY,
    "view": {"stroke": None},
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
        "labelLimit": 240,
    },
    "legend": {
        "orient": "bottom",
        "columns": 3,
        "title": None,
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 260,
    },
    "text": {"fontSize": 12, "color": INK, "font": FAMILY},
}


def png(spec: dict) -> bytes:
    """The chart as a picture for print."""
    _prepare()
    return vl_convert.vegalite_to_png(_text(spec), scale=PIXELS_PER_POINT, ppi=72)


def svg(spec: dict) -> str:
    """The chart as SVG; its text stays text."""
    _prepare()
    return vl_convert.vegalite_to_svg(_text(spec))


def picture_width(spec: dict) -> float:
    """Millimetres on paper: the text's width, narrower in proportion for a narrower chart."""
    return WIDTH_MM * min(1.0, spec["width"] / WIDTH)


@cache
def _prepare() -> None:
    vl_convert.register_font_directory(str(FONT.parent))


def _text(spec: dict) -> str:
    return drawable(json.dumps(spec, ensure_ascii=False))


def _chart(rows: list[dict], height: int | dict, **view: object) -> dict:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 8,
        "data": {"values": rows},
        "config": CONFIG,
        **view,
    }


def grade_bars(counts: dict[str, int]) -> dict:
    """How many projects have each grade, or none; in the order given."""
    rows = [{"name": name, "n": n, "graded": name in {grade.label for grade in Grade}} for name, n in counts.items()]
    sides = {"y": {"field": "name", "type": "nominal", "sort": None, "axis": {"title": None}}}
    sides["x"] = {"field": "n", "type": "quantitative", "axis": {"title": "项目数", "tickMinStep": 1, "tickCount": 6}}
    colour = {"condition": {"test": "datum.graded", "value": ACCENT}, "value": SET_ASIDE}
    bars = {"mark": {"type": "bar", "height": 18}, "encoding": {**sides, "color": colour}}
    figures = {"mark": {"type": "text", "align": "left", "dx": 5}, "encoding": {**sides, "text": {"field": "n"}}}
    return _chart(rows, {"step": 30}, layer=[bars, figures])


def score_intervals(rows: pd.DataFrame) -> dict:
    """Composites with their 95 % intervals, the best first. Columns: title, score, low, high."""
    named = _named(rows)
    order = [row["name"] for row in named]
    least = max(0, 10 * int(min([row["low"] for row in named], default=0) // 10))
    scale = {"domain": [min(least, 50), 100], "nice": False}
    y = {"field": "name", "type": "nominal", "sort": order, "axis": {"title": None, "grid": False}}
    x = {"field": "score", "type": "quantitative", "scale": scale, "axis": {"title": "综合得分（线为95%区间）"}}
    bounds = {
        "data": {"values": [{"bound": bound} for bound in BOUNDS]},
        "mark": {"type": "rule", "strokeDash": [4, 3], "color": MUTED},
        "encoding": {"x": {"field": "bound", "type": "quantitative", "scale": scale}},
    }
    line = {"mark": {"type": "rule", "color": NEUTRAL, "strokeWidth": 2}}
    line["encoding"] = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    dot = {"mark": {"type": "point", "filled": True, "size": 60, "color": ACCENT}, "encoding": {"y": y, "x": x}}
    return _chart(named, {"step": 22}, layer=[bounds, line, dot])


def source_bars(rows: pd.DataFrame) -> dict:
    """The mean of each source per group, the best composite first. Columns: title, source, value."""
    order = list(dict.fromkeys(rows["title"]))
    sources = list(dict.fromkeys(rows["source"]))
    encoding = {
        "y": {"field": "title", "type": "nominal", "sort": order, "axis": {"title": None, "grid": False}},
        "x": {
            "field": "value",
            "type": "quantitative",
            "scale": {"domain": [0, 100]},
            "axis": {"title": "平均得分"},
        },
        **_by("source", sources),
    }
    mark = {"type": "point", "filled": True, "size": 90, "opacity": 0.9}
    shown = rows[rows["value"].notna()].assign(title=rows["title"])
    return _chart(shown.to_dict("records"), {"step": 30}, mark=mark, encoding=encoding)


def weight_triangle(triangle: pd.DataFrame, titles: dict[str, str], weights: tuple[float, float, float]) -> dict:
    """Which project leads under which weights; the cross is the weights in force."""
    leaders = list(triangle["leader"].value_counts().index)
    kept = {number: titles.get(number, number) for number in leaders[: len(SHAPES) - 1]}
    names = {number: kept.get(number, "其他项目") for number in leaders}
    rows = [
        {**_corner(row.citizens, row.experts), "leader": names[row.leader]} for row in triangle.itertuples(index=False)
    ]
    total = sum(weights)
    here = _corner(weights[0] / total, weights[1] / total)
    corners = [("第三方占全部", 0, 0, -12), ("专家评审占全部", 0, 1, 18), ("群众评议占全部", 1, 0, 18)]
    corner_rows = [{**_corner(first, second), "name": name, "dy": dy} for name, first, second, dy in corners]
    hidden = {"axis": None, "scale": {"domain": [-0.15, 1.15]}}
    place = {"x": {"field": "x", "type": "quantitative", **hidden}}
    place["y"] = {"field": "y", "type": "quantitative", "axis": None, "scale": {"domain": [-0.08, 0.95]}}
    points = {
        "mark": {"type": "point", "filled": True, "size": 70},
        "encoding": {**place, **_by("leader", list(dict.fromkeys(names.values())))},
    }
    labels = [
        {
            "data": {"values": [row]},
            "mark": {"type": "text", "dy": row["dy"], "fontSize": 12},
            "encoding": {**place, "text": {"field": "name"}},
        }
        for row in corner_rows
    ]
    cross = {
        "data": {"values": [{**here, "name": "现行权重"}]},
        "layer": [
            {
                "mark": {
                    "type": "point",
                    "shape": "cross",
                    "size": 260,
                    "filled": True,
                    "color": INK,
                    "stroke": "white",
                },
                "encoding": place,
            },
            {
                "mark": {"type": "text", "dy": -16, "stroke": "white", "strokeWidth": 4},
                "encoding": {**place, "text": {"field": "name"}},
            },
            {"mark": {"type": "text", "dy": -16}, "encoding": {**place, "text": {"field": "name"}}},
        ],
    }
    return {**_chart(rows, 330, layer=[points, *labels, cross]), "width": 420}


def _by(field: str, names: list[str]) -> dict:
    """Told apart by colour and by shape; long names stand in two columns."""
    told = {"field": field, "type": "nominal"}
    legend = {"columns": 2 if max(map(len, names), default=0) > 6 else 3}
    return {
        "color": {**told, "scale": {"domain": names, "range": list(FILLS[: len(names)])}, "legend": legend},
        "shape": {**told, "scale": {"domain": names, "range": list(SHAPES[: len(names)])}, "legend": legend},
    }


def _corner(citizens: float, experts: float) -> dict[str, float]:
    """Where weights lie in the triangle, as on the screen: third party above, experts left, citizens right."""
    third_party = 1 - citizens - experts
    return {"x": citizens + third_party / 2, "y": third_party * sqrt(3) / 2}


def _named(rows: pd.DataFrame) -> list[dict]:
    """Rows with names short enough for an axis, each once."""
    found, seen = [], set()
    for row in rows.to_dict("records"):
        name = row["title"] if len(row["title"]) <= LONGEST_NAME else f"{row['title'][: LONGEST_NAME - 1]}…"
        while name in seen:
            name += "\u200a"
        seen.add(name)
        found.append({**row, "name": name})
    return found
