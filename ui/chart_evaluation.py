"""Charts of the 三评: three sources side by side, chances of grades, changes between quarters."""

import altair as alt
import pandas as pd

from ui.chart_style import ACCENT, INK, MUTED, NEUTRAL, RED, SAID, SET_ASIDE, WHITE, WRITTEN, framed
from ui.listings import PICKED
from ui.text import between, number, percent, points

ROW = 24
ROOM_FOR_NOTE = 0.36  # of a panel's width, to the right of it, for how many stand behind
ROOM_FOR_GRADE = 1.2
BOUNDS = (60, 80, 90, 100)
GRADE_INKS = {"优秀": ACCENT, "良好": "#7FA7C9", "合格": SET_ASIDE, "不合格": RED}
TOLD = {"name": "项目", "panel": "来源", "label": "得分", "interval": "95% 区间", "note": "备注"}
SHAPES = ("circle", "square", "triangle-up", "diamond")


def side_by_side(frame: pd.DataFrame, panels: tuple[str, ...], title: str) -> dict:
    """One line per project, one panel per source and one for the composite, each with points and 95 % intervals.

    Columns: project, name (told apart), panel (label), value, low, high, hollow (bool), note (how many or which
    grade), alarm (bool: the note is red).
    """
    least, step = _scale(frame, panels)
    rows = _placed(frame, panels, least, step)
    names = list(dict.fromkeys(rows["name"]))
    width = len(panels) * step + (100 - least) * (ROOM_FOR_GRADE - ROOM_FOR_NOTE)
    values = [place * step + bound - least for place in range(len(panels)) for bound in BOUNDS if bound > least]
    shown = f"round(datum.value - floor(datum.value / {step} + 1e-9) * {step} + {least})"
    axis = alt.Axis(values=values, labelExpr=shown, title=None, labelFontSize=10, labelColor=MUTED)
    scale = alt.Scale(domain=[0, width], nice=False)
    y = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=190))
    base = alt.Chart(rows).encode(y=y)
    x, x2, at = (alt.X("start:Q", axis=axis, scale=scale), alt.X2("end:Q"), alt.X("place:Q", axis=axis, scale=scale))
    there = rows[rows["place"].notna()]
    known = alt.Chart(there).encode(y=y, tooltip=_tips(**TOLD))
    spans = known.mark_rule(strokeWidth=2, color=NEUTRAL).encode(x=x, x2=x2)
    dots = known.mark_point(size=60, strokeWidth=2, opacity=1, color=ACCENT).encode(x=at, fill=_hollow())
    notes = base.mark_text(align="left", dx=6, fontSize=11).encode(
        x=alt.X("edge:Q"), text=alt.Text("note:N"), color=_alarm()
    )
    heads = pd.DataFrame({"place": [place * step for place in range(len(panels))], "label": panels})
    head = alt.Chart(heads).mark_text(align="left", y=-8, fontWeight=600, fontSize=12)
    return framed(
        [spans, dots, notes, head.encode(x=alt.X("place:Q"), text=WRITTEN)], title, ROW * max(len(names), 1) + 24
    )


def together(frame: pd.DataFrame, panels: tuple[str, ...], title: str) -> dict:
    """The same on a phone: sources told apart by shape on one axis, the composite as the interval. Columns as above."""
    least, _step = _scale(frame, panels)
    rows = _placed(frame, panels, least, 0.0)
    whole = rows[rows["panel"] == panels[-1]]
    names = list(dict.fromkeys(rows["name"]))
    values = [bound - least for bound in BOUNDS if bound > least]
    axis = alt.Axis(values=values, labelExpr=f"datum.value + {least}", title=None)
    scale = alt.Scale(domain=[0, (100 - least) * 1.8], nice=False)
    y = alt.Y("name:N", sort=names, title=None)
    at = alt.X("place:Q", axis=axis, scale=scale)
    shape = alt.Shape("panel:N", scale=alt.Scale(domain=list(panels), range=list(SHAPES)), legend=alt.Legend(columns=2))
    there = rows[rows["place"].notna()]
    base = alt.Chart(there).encode(y=y, tooltip=_tips(**TOLD))
    spans = (
        alt.Chart(whole[whole["place"].notna()])
        .mark_rule(strokeWidth=3, color=NEUTRAL)
        .encode(y=y, x=alt.X("start:Q", axis=axis, scale=scale), x2="end:Q")
    )
    dots = base.mark_point(size=45, strokeWidth=1.5, opacity=1, color=ACCENT).encode(x=at, shape=shape, fill=_hollow())
    notes = alt.Chart(whole).mark_text(align="left", dx=4, fontSize=10)
    notes = notes.encode(y=y, x=alt.X("edge:Q"), text=alt.Text("note:N"), color=_alarm())
    return framed([spans, dots, notes], title, (ROW + 6) * max(len(names), 1) + 60)


def grade_chances(frame: pd.DataFrame, title: str) -> dict:
    """One bar per project, split by how likely each grade is; shares of 15 % and more carry their figure.

    Columns: project, name, grade (label), chance in [0, 1].
    """
    rows = frame[["project", "name", "grade"]].astype(str).assign(chance=frame["chance"].astype(float))
    rows["end"] = rows.groupby("name", sort=False)["chance"].cumsum().clip(upper=1.0)
    rows["start"] = rows["end"] - rows["chance"]
    rows["middle"] = (rows["start"] + rows["end"]) / 2
    rows["label"] = [percent(chance, 0) if chance >= 0.15 else "" for chance in rows["chance"]]
    rows["written"] = [percent(chance) for chance in rows["chance"]]
    rows["ink"] = [WHITE if grade in ("优秀", "不合格") else INK for grade in rows["grade"]]
    rows[PICKED], rows[SAID] = rows["project"], rows["name"] + "，" + rows["grade"] + "：" + rows["written"].astype(str)
    rows = rows[rows["chance"] >= 0.0005]
    names = list(dict.fromkeys(rows["name"]))
    axis = alt.Axis(title=None, values=[0, 0.2, 0.8, 1], labelExpr="datum.value * 100 + ' %'")
    base = alt.Chart(rows).encode(y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=190)))
    there = [grade for grade in GRADE_INKS if (rows["grade"] == grade).any()]
    colors = alt.Scale(domain=there, range=[GRADE_INKS[grade] for grade in there])
    bars = base.mark_bar(size=16).encode(
        x=alt.X("start:Q", axis=axis, scale=alt.Scale(domain=[0, 1])),
        x2=alt.X2("end:Q"),
        color=alt.Color("grade:N", scale=colors, legend=alt.Legend(columnPadding=6)),
        tooltip=_tips(name="项目", grade="等级", written="可能"),
    )
    texts = base.mark_text(fontSize=11).encode(x=alt.X("middle:Q"), text=WRITTEN, color=alt.Color("ink:N", scale=None))
    return framed([bars, texts], title, ROW * max(len(names), 1) + 40)


def level_histogram(frame: pd.DataFrame, title: str) -> dict:
    """How many votes each level of satisfaction got, best first, with its share of all.

    Columns: level (label), count.
    """
    rows = pd.DataFrame({"level": frame["level"].astype(str), "count": frame["count"].astype(float)})
    total = rows["count"].sum()
    rows["label"] = [f"{number(count)}（{percent(count / total if total else None)}）" for count in rows["count"]]
    rows[PICKED], rows[SAID] = rows["level"], rows["level"] + "：" + rows["label"].astype(str)
    scale = alt.Scale(domain=[0, (rows["count"].max() or 1) * 1.4], nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y("level:N", sort=list(rows["level"]), title=None),
        x=alt.X("count:Q", title="评议（条）", axis=alt.Axis(labels=False, grid=False), scale=scale),
        tooltip=_tips(level="评价", label="评议"),
    )
    bars = base.mark_bar(size=16, color=ACCENT)
    return framed([bars, base.mark_text(align="left", dx=5).encode(text=WRITTEN)], title, 30 * len(rows) + 16)


def before_and_now(frame: pd.DataFrame, quarters: tuple[str, str], title: str) -> dict:
    """Composites of two quarters with their intervals, the earlier hollow and above.

    Columns: project, name, quarter (one of `quarters`), value, low, high.
    """
    rows = frame[["project", "name", "quarter"]].astype(str).join(frame[["value", "low", "high"]].astype(float))
    rows["label"] = [points(value, 2) for value in rows["value"]]
    rows["interval"] = [between(low, high, 2) for low, high in zip(rows["low"], rows["high"], strict=True)]
    rows["hollow"] = rows["quarter"] == quarters[0]
    rows[PICKED], rows[SAID] = rows["project"], rows["name"] + "，" + rows["quarter"] + "：" + rows["label"].astype(str)
    names = list(dict.fromkeys(rows["name"]))
    lowest = rows["low"].min() if len(rows) else 0
    scale = alt.Scale(domain=[max(0.0, lowest - 2), 100], nice=False)
    axis = alt.Axis(title="综合得分", tickCount=6)
    base = alt.Chart(rows).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=190)),
        yOffset=alt.YOffset("quarter:N", sort=list(quarters)),
        tooltip=_tips(name="项目", quarter="季度", label="综合得分", interval="95% 区间"),
    )
    spans = base.mark_rule(strokeWidth=2, color=NEUTRAL).encode(
        x=alt.X("low:Q", axis=axis, scale=scale), x2=alt.X2("high:Q")
    )
    dots = base.mark_point(size=50, strokeWidth=2, opacity=1, color=ACCENT).encode(x=alt.X("value:Q"), fill=_hollow())
    return framed([spans, dots], title, (ROW + 8) * max(len(names), 1) + 40)


def _scale(frame: pd.DataFrame, panels: tuple[str, ...]) -> tuple[int, float]:
    """Where the axis begins, and how far the panels lie apart."""
    lowest = frame[["low", "value"]].astype(float).min().min()
    least = 0 if lowest != lowest else int(max(0, min(50, lowest)) // 10 * 10)
    return least, float((100 - least) * (1 + ROOM_FOR_NOTE))


def _placed(frame: pd.DataFrame, panels: tuple[str, ...], least: int, step: float) -> pd.DataFrame:
    rows = frame[["project", "name", "panel", "note"]].astype(str)
    rows["hollow"], rows["alarm"] = frame["hollow"].astype(bool), frame["alarm"].astype(bool)
    offset = rows["panel"].map({panel: place * step for place, panel in enumerate(panels)}).astype(float) - least
    low, high = (frame[name].astype(float).fillna(frame["value"]).clip(least, 100) for name in ("low", "high"))
    rows["start"], rows["end"] = low + offset, high + offset
    rows["place"] = frame["value"].astype(float).clip(least, 100) + offset
    rows["edge"] = offset + 100
    rows["label"] = [points(value, 2) for value in frame["value"]]
    rows["interval"] = [between(*ends) for ends in zip(frame["low"], frame["high"], strict=True)]
    rows[PICKED], rows[SAID] = rows["project"], rows["name"] + "，" + rows["panel"] + "：" + rows["label"].astype(str)
    return rows


def _hollow() -> alt.Fill:
    return alt.Fill("hollow:N", scale=alt.Scale(domain=[False, True], range=[ACCENT, WHITE]), legend=None)


def _alarm() -> alt.Color:
    return alt.Color("alarm:N", scale=alt.Scale(domain=[False, True], range=[MUTED, RED]), legend=None)


def _tips(**titles: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]
