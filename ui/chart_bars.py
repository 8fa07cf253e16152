"""Charts with one row per category: bars, stages, ages and rates with their intervals."""

import altair as alt
import pandas as pd

from ui.chart_style import (
    ACCENT,
    INK,
    MUTED,
    NEUTRAL,
    SAID,
    SHARE_LABEL,
    STATE_COLORS,
    WHITE,
    WRITTEN,
    framed,
    rows_height,
)
from ui.listings import PICKED, SEPARATOR
from ui.text import number, percent

RANKED, TOO_SMALL = "参与排名", "样本不足，不排名"
# The axis is so much longer than the longest bar that the label fits beside it on a phone.
ROOM, ROOM_FOR_SHARE, ROOM_FOR_FIGURE = 1.3, 1.8, 0.35
LEAGUE_ROW_PIXELS = 22


def bars(
    frame: pd.DataFrame,
    category: str,
    value: str,
    title: str,
    value_title: str,
    highlight: str | None = None,
    as_percent: bool = False,
) -> dict:
    """Horizontal bars, largest first, each with its figure; all but `highlight` step back when one is named."""
    rows = pd.DataFrame({"category": frame[category].astype(str), "value": frame[value].astype(float)})
    rows = rows.sort_values("value", ascending=False, kind="stable", na_position="last")
    rows["label"] = [percent(each) if as_percent else number(each) for each in rows["value"]]
    rows["ink"] = [ACCENT if highlight in (None, name) else NEUTRAL for name in rows["category"]]
    rows[PICKED] = rows["category"]
    rows[SAID] = rows["category"] + "：" + rows["label"].astype(str)
    return framed(_labelled_bars(rows, value_title, ROOM), title, rows_height(len(rows)))


def funnel(frame: pd.DataFrame, title: str = "各环节件数") -> dict:
    """Stages in the order given, each with its count and its share of the first.

    Columns: stage, count.
    """
    rows = pd.DataFrame({"category": frame["stage"].astype(str), "value": frame["count"].astype(float)})
    first = rows["value"].iloc[0] if len(rows) else 0
    rows["label"] = [f"{number(each)}（{percent(each / first if first else None)}）" for each in rows["value"]]
    rows["ink"] = ACCENT
    rows[PICKED] = rows["category"]
    rows[SAID] = rows["category"] + "：" + rows["label"].astype(str)
    return framed(_labelled_bars(rows, "件数（占首环节）", ROOM_FOR_SHARE), title, rows_height(len(rows)))


def stacked_bars(frame: pd.DataFrame, states: tuple[str, ...], title: str, value_title: str) -> dict:
    """One bar per category in the order given, split into `states`, what someone must act on first and in red.

    Columns: category, state, count, label (what is written at the end of the category's bar).
    """
    rows, ends = _stacked(frame, states)
    limit = ends["total"].max() * ROOM_FOR_SHARE if len(ends) else 0
    y = alt.Y("category:N", sort=list(dict.fromkeys(rows["category"])), title=None)
    scale = alt.Scale(domain=[0, limit or 1])
    x = alt.X("start:Q", title=value_title, scale=scale, axis=alt.Axis(labels=False, grid=False))
    colors = alt.Scale(domain=list(states), range=[STATE_COLORS[state] for state in states])
    stacks = alt.Chart(rows).mark_bar(size=16)
    stacks = stacks.encode(
        y=y,
        x=x,
        x2=alt.X2("end:Q"),
        color=alt.Color("state:N", scale=colors),
        tooltip=_tips(category="名称", state="状态", count="件数"),
    )
    labels = alt.Chart(ends).mark_text(align="left", dx=5).encode(y=y, x=alt.X("total:Q"), text=WRITTEN)
    return framed([stacks, labels], title, rows_height(len(ends)) + 24)


def rates_with_intervals(frame: pd.DataFrame, category: str, title: str, reference: float | None = None) -> dict:
    """Rates in the order given with their 95 % intervals; small groups hollow and grey; `reference` a dashed line.

    Columns: category, value, low, high, rank (missing for small groups), as league_table gives them.
    """
    rows = _with_intervals(frame, category)
    base = alt.Chart(rows).encode(
        y=_categories(rows),
        color=alt.Color("group:N", scale=alt.Scale(domain=[RANKED, TOO_SMALL], range=[ACCENT, NEUTRAL]), legend=None),
        tooltip=_tips(category="名称", label="比率", interval="95% 区间", group="说明"),
    )
    fill = alt.Fill("group:N", scale=alt.Scale(domain=[RANKED, TOO_SMALL], range=[ACCENT, WHITE]), legend=None)
    shares = f"datum.value > 1.001 ? '' : {SHARE_LABEL}"
    axis = alt.Axis(title="比率与 95% 区间；空心为样本不足，不排名", labelExpr=shares, tickCount=4)
    # The figure stands to the right of its interval, so the axis goes on beyond 100 %.
    lowest = rows["low"].min() if rows["low"].notna().any() else 0
    scale = alt.Scale(domain=[lowest, 1 + (1 - lowest) * ROOM_FOR_FIGURE], nice=False)
    low, value, high = (alt.X(f"{name}:Q", axis=axis, scale=scale) for name in ("low", "value", "high"))
    spans = base.mark_rule(strokeWidth=2).encode(x=low, x2=alt.X2("high:Q"))
    dots = base.mark_point(size=60, strokeWidth=2, opacity=1).encode(x=value, fill=fill)
    figures = base.mark_text(align="left", dx=8, fontSize=11).encode(x=high, text=WRITTEN, color=alt.ColorValue(INK))
    layers = [*_reference(reference), figures, spans, dots]
    return framed(layers, title, LEAGUE_ROW_PIXELS * max(len(rows), 1) + 16)


def _labelled_bars(rows: pd.DataFrame, value_title: str, room: float) -> list[alt.Chart]:
    """Bars of category and value in the order given, the label at the end of each."""
    longest = rows["value"].max() if rows["value"].notna().any() else 0
    scale = alt.Scale(domain=[0, (longest or 1) * room], nice=False)
    base = alt.Chart(rows).encode(
        y=_categories(rows),
        x=alt.X("value:Q", title=value_title, axis=alt.Axis(labels=False, grid=False), scale=scale),
        tooltip=_tips(category="名称", label=value_title),
    )
    ink = alt.Color("ink:N", scale=None)
    return [base.mark_bar(size=16).encode(color=ink), base.mark_text(align="left", dx=5).encode(text=WRITTEN)]


def _stacked(frame: pd.DataFrame, states: tuple[str, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments with their start and end, and the end of each whole bar with its label."""
    rows = pd.DataFrame({"category": frame["category"].astype(str), "state": frame["state"].astype(str)})
    rows["count"] = frame["count"].astype(float)
    rows["label"] = frame["label"].astype(str)
    rows[PICKED] = rows["category"] + SEPARATOR + rows["state"]
    rows[SAID] = rows["category"] + "，" + rows["state"] + "：" + rows["count"].map(number).astype(str)
    place = {state: position for position, state in enumerate(states)}
    rows["place"] = rows["state"].map(place).astype(float)
    rows["line"] = rows["category"].map({name: n for n, name in enumerate(dict.fromkeys(rows["category"]))})
    rows = rows.sort_values(["line", "place"], kind="stable")
    rows["end"] = rows.groupby("category")["count"].cumsum()
    rows["start"] = rows["end"] - rows["count"]
    ends = rows.groupby("category", as_index=False, sort=False).agg(total=("count", "sum"), label=("label", "first"))
    return rows.drop(columns=["place", "line", "label"]), ends


def _with_intervals(frame: pd.DataFrame, category: str) -> pd.DataFrame:
    """The columns drawn, with the group and the written figures."""
    rows = frame[["value", "low", "high"]].astype(float).assign(category=frame[category].astype(str))
    rows["group"] = [TOO_SMALL if unranked else RANKED for unranked in frame["rank"].isna()]
    rows["label"] = [percent(value) for value in rows["value"]]
    bounds = zip(rows["low"], rows["high"], strict=True)
    rows["interval"] = [f"{percent(low)} 至 {percent(high)}" for low, high in bounds]
    rows[PICKED] = rows["category"]
    rows[SAID] = rows["category"] + "：" + rows["label"].astype(str) + "，95% 区间 " + rows["interval"].astype(str)
    return rows


def _reference(value: float | None) -> list[alt.Chart]:
    """A dashed line with its figure at the top; none without a value."""
    if value is None:
        return []
    line = alt.Chart(pd.DataFrame({"value": [value], "label": [f"总体 {percent(value)}"]})).encode(x=alt.X("value:Q"))
    figure = line.mark_text(y=-7, color=MUTED, fontSize=11).encode(text=WRITTEN)
    return [line.mark_rule(strokeDash=[5, 4], color=MUTED), figure.encode(y=alt.YValue(-7))]


def _categories(rows: pd.DataFrame) -> alt.Y:
    return alt.Y("category:N", sort=list(dict.fromkeys(rows["category"])), title=None)


def _tips(**titles: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]
