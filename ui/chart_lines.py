"""Charts over time: trends, and how long cases stay open."""

from datetime import date

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, INK, MUTED, NEUTRAL, SAID, SHARE_LABEL, WRITTEN, framed, on_white, upright
from ui.listings import PICKED
from ui.text import number, percent

NOW, THEN = "本期", "上期"
LINE_HEIGHT = 240
# Tiers are told apart by dash first; amber is not among them, it means late.
DASHES = [[1, 0], [7, 4], [2, 3], [9, 3, 2, 3]]
CURVE_COLORS = [ACCENT, INK, NEUTRAL, MUTED]


def trend(
    frame: pd.DataFrame,
    x: str = "bucket",
    y: str = "value",
    compare: str | None = None,
    *,
    title: str,
    y_title: str,
    as_percent: bool = False,
) -> dict:
    """A line over time; `compare` names the column with the previous period's values, drawn dashed.

    Columns: x dates (or labels, in order), y and compare numbers; missing values stay gaps.
    """
    names = {NOW: y} | ({THEN: compare} if compare else {})
    points = _points(frame, x, names, percent if as_percent else number)
    scale = alt.Scale(domain=list(names), range=[ACCENT, NEUTRAL][: len(names)])
    dashes = alt.Scale(domain=list(names), range=[[1, 0], [5, 4]][: len(names)])
    axis = upright(y_title, **({"labelExpr": SHARE_LABEL} if as_percent else {"format": "~s"}))
    # Without a single value the axis would be labelled NaN.
    empty = {} if points["y"].notna().any() else {"domain": [0, 1]}
    base = alt.Chart(points).encode(
        x=_time(points["x"]),
        y=alt.Y("y:Q", axis=axis, scale=alt.Scale(zero=not as_percent, **empty)),
        color=alt.Color("series:N", scale=scale, legend=None),
        tooltip=[alt.Tooltip("series:N", title="时期"), _when(points["x"]), alt.Tooltip("label:N", title=y_title)],
    )
    line = base.mark_line(strokeWidth=2).encode(strokeDash=alt.StrokeDash("series:N", scale=dashes, legend=None))
    dots = base.mark_point(filled=True, size=40, opacity=1)
    return framed([line, dots, *_ends(points)], title, LINE_HEIGHT)


def survival_curves(frame: pd.DataFrame, title: str = "仍在办理的比例随时间下降") -> dict:
    """Share still open after each number of working days, one dash per tier, named above the picture.

    Columns: tier (its label), working_days, survival.
    """
    starts = pd.DataFrame({"tier": frame["tier"].unique(), "working_days": 0.0, "survival": 1.0})
    steps = frame[["tier", "working_days", "survival"]].astype({"working_days": float, "survival": float})
    steps = pd.concat([starts.astype(steps.dtypes.to_dict()), steps]).sort_values(
        ["tier", "working_days"], kind="stable"
    )
    steps["label"] = [percent(value) for value in steps["survival"]]
    tiers = list(dict.fromkeys(frame["tier"]))
    y = alt.Y("survival:Q", scale=alt.Scale(domain=[0, 1]), axis=upright("仍在办理", labelExpr=SHARE_LABEL))
    strokes = alt.Legend(symbolType="stroke", symbolSize=400, symbolStrokeWidth=2)
    color = alt.Color("tier:N", legend=strokes, scale=alt.Scale(domain=tiers, range=CURVE_COLORS))
    dash = alt.StrokeDash("tier:N", legend=strokes, scale=alt.Scale(domain=tiers, range=DASHES))
    tips = [("tier:N", "办理等级"), ("working_days:Q", "工作日"), ("label:N", "仍在办理")]
    lines = alt.Chart(steps).mark_line(interpolate="step-after", strokeWidth=2)
    lines = lines.encode(
        x=alt.X("working_days:Q", title="工作日", axis=alt.Axis(grid=False, tickCount=6)),
        y=y,
        color=color,
        strokeDash=dash,
        tooltip=[alt.Tooltip(field, title=name) for field, name in tips],
    )
    return framed(lines, title, LINE_HEIGHT)


def _points(frame: pd.DataFrame, x: str, names: dict[str, str], write) -> pd.DataFrame:
    """One row per time and series, with the written figure."""
    times = frame[x]
    if len(times) and isinstance(times.iloc[0], date):
        times = pd.to_datetime(times)
    columns = [pd.DataFrame({"x": times, "y": frame[name].astype(float), "series": s}) for s, name in names.items()]
    points = pd.concat(columns, ignore_index=True)
    moments = points["x"]
    names_of_x = moments.dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(moments) else moments
    points["label"] = [write(value) for value in points["y"]]
    points[PICKED] = names_of_x.astype(str)
    points[SAID] = points[PICKED] + "：" + points["label"].astype(str)
    return points


def _ends(points: pd.DataFrame) -> list[alt.Chart]:
    """The last figure of each line, one above and one below where there are two."""
    last = points.dropna(subset=["y"]).groupby("series", sort=False).tail(1)
    marks = []
    for _, end in last.iterrows():
        below = end["y"] < last["y"].max() or (end["series"] == THEN and last["y"].nunique() == 1)
        written = f"{end['series']} {end['label']}" if len(last) > 1 else end["label"]
        text = alt.Chart(pd.DataFrame({"x": [end["x"]], "y": [end["y"]], "label": [written]}))
        color = ACCENT if end["series"] == NOW else MUTED
        text = text.encode(x=_time(points["x"]), y=alt.Y("y:Q"), text=WRITTEN)
        marks += on_white(text, align="right", dx=6, dy=15 if below else -12, fill=color, fontWeight=600)
    return marks


def _time(times: pd.Series) -> alt.X:
    """Dates as months or days, anything else as labels in the order given."""
    if not pd.api.types.is_datetime64_any_dtype(times):
        return alt.X("x:N", title=None, sort=list(dict.fromkeys(times)), axis=alt.Axis(labelAngle=0, labelOverlap=True))
    monthly = times.dt.day.eq(1).all() and times.nunique() > 1
    several_years = times.dt.year.nunique() > 1
    pattern = ("%Y年%-m月" if several_years else "%b") if monthly else "%-m月%-d日"
    return alt.X(
        "x:T", title=None, axis=alt.Axis(format=pattern, grid=False, tickCount=6, labelOverlap=True, labelFlush=True)
    )


def _when(times: pd.Series) -> alt.Tooltip:
    if pd.api.types.is_datetime64_any_dtype(times):
        return alt.Tooltip("x:T", title="时间", format="%Y-%m-%d")
    return alt.Tooltip("x:N", title="时间")
